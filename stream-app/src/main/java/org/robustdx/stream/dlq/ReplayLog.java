package org.robustdx.stream.dlq;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;

/**
 * One record for each letter that has been replayed, in a compacted topic. Its key is {@code TOPICID/PARTITION/OFFSET}
 * of the letter, with the id of the topic of dead letters: one that is deleted and made anew begins at offset 0 again.
 * Its value is the time of the replay.
 */
final class ReplayLog {
    private final Uuid deadLetters;

    private ReplayLog(Uuid deadLetters) {
        this.deadLetters = deadLetters;
    }

    /** Returns the log, if anything was ever replayed. */
    static Optional<ReplayLog> ifPresent(TopicAdmin topics) {
        return topics.exists(Topics.REPLAYS)
                ? Optional.of(new ReplayLog(topics.id(Topics.DEAD_LETTERS)))
                : Optional.empty();
    }

    /** Returns the log, made where it is missing. */
    static ReplayLog create(TopicAdmin topics) {
        topics.createCompacted(Topics.REPLAYS, (short) -1);
        return new ReplayLog(topics.id(Topics.DEAD_LETTERS));
    }

    /** Returns the record that says that this letter was replayed. */
    ProducerRecord<byte[], byte[]> entry(LetterPosition position, Instant when) {
        return new ProducerRecord<>(
                Topics.REPLAYS,
                (deadLetters + "/" + position).getBytes(StandardCharsets.UTF_8),
                when.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the position in a record's key, unless it is of another topic of dead letters. */
    Optional<LetterPosition> position(byte @Nullable [] key) {
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        String ours = deadLetters + "/";
        try {
            return text.startsWith(ours)
                    ? Optional.of(LetterPosition.parse(text.substring(ours.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Not written by us.
        }
    }
}
