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
 * Records which dead letters were replayed, in a compacted topic. The key is {@code TOPICID/PARTITION/OFFSET} of the
 * dead letter, with the id of the dead-letter topic, because offsets start at 0 again if this topic is deleted and
 * recreated. The value is the time of the replay.
 */
final class ReplayLog {
    private final Uuid deadLetters;

    private ReplayLog(Uuid deadLetters) {
        this.deadLetters = deadLetters;
    }

    /** Returns the log, or empty if nothing was ever replayed. */
    static Optional<ReplayLog> ifPresent(TopicAdmin topics) {
        return topics.exists(Topics.REPLAYS)
                ? Optional.of(new ReplayLog(topics.id(Topics.DEAD_LETTERS)))
                : Optional.empty();
    }

    /** Returns the log. Creates its topic if it is missing. */
    static ReplayLog create(TopicAdmin topics) {
        topics.createCompacted(Topics.REPLAYS, (short) -1);
        return new ReplayLog(topics.id(Topics.DEAD_LETTERS));
    }

    /** Returns the record that marks a dead letter as replayed. */
    ProducerRecord<byte[], byte[]> entry(LetterPosition position, Instant when) {
        return new ProducerRecord<>(
                Topics.REPLAYS,
                (deadLetters + "/" + position).getBytes(StandardCharsets.UTF_8),
                when.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the position in a record's key; empty if the key belongs to an earlier dead-letter topic. */
    Optional<LetterPosition> position(byte @Nullable [] key) {
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        String ours = deadLetters + "/";
        try {
            return text.startsWith(ours)
                    ? Optional.of(LetterPosition.parse(text.substring(ours.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // The key has another form, so another program wrote it.
        }
    }
}
