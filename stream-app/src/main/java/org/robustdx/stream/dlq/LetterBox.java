package org.robustdx.stream.dlq;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;

/** Reads the dead-letter topic. Holds one dead letter in memory at a time. */
public final class LetterBox {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConnection kafka;
    private final SizeLimits sizes;
    private final TopicAdmin topics;

    /** Creates a reader of a cluster's dead letters. */
    public LetterBox(KafkaConnection kafka, SizeLimits sizes, TopicAdmin topics) {
        this.kafka = kafka;
        this.sizes = sizes;
        this.topics = topics;
    }

    /**
     * Calls {@code action} for each matching dead letter that exists now. The order within a partition is kept.
     *
     * @throws UserException if the filter names a position without a dead letter
     */
    public void forEach(LetterFilter filter, Consumer<Letter> action) {
        if (!filter.positions().isEmpty()) {
            // Reads only these positions, not the whole topic.
            new TreeSet<>(filter.positions())
                    .stream().map(this::at).filter(filter::matches).forEach(action);
            return;
        }
        try (TopicReader reader = open(partitions())) {
            reader.readToEnd(message -> {
                Letter letter = Letter.of(message);
                if (filter.matches(letter)) {
                    action.accept(letter);
                }
                return true;
            });
        }
    }

    /**
     * Calls {@code action} for each matching dead letter that exists now, then for each new one.
     *
     * @param stop checked between polls; the method returns when it is true
     */
    public void follow(LetterFilter filter, Consumer<Letter> action, BooleanSupplier stop) {
        try (TopicReader reader = open(partitions())) {
            while (!stop.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> message : reader.poll(POLL)) {
                    Letter letter = Letter.of(message);
                    if (filter.matches(letter)) {
                        action.accept(letter);
                    }
                }
            }
        }
    }

    /**
     * Returns the dead letter at a position.
     *
     * @throws UserException if there is none
     */
    public Letter at(LetterPosition position) {
        try (TopicReader reader = open(partitions())) {
            return reader.readAt(new TopicPartition(Topics.DEAD_LETTERS, position.partition()), position.offset())
                    .map(Letter::of)
                    .orElseThrow(() -> UserException.badInput(
                            "position: %s (expected: that of a dead letter, see dlq list)".formatted(position)));
        }
    }

    /** Returns the positions of the dead letters that were replayed. */
    public Set<LetterPosition> replayed() {
        Optional<ReplayLog> log = ReplayLog.ifPresent(topics);
        Set<LetterPosition> replayed = new HashSet<>();
        if (log.isPresent()) {
            try (TopicReader reader = open(topics.partitions(Topics.REPLAYS))) {
                reader.readToEnd(message -> {
                    log.get().position(message.key()).ifPresent(replayed::add);
                    return true;
                });
            }
        }
        return replayed;
    }

    private List<TopicPartition> partitions() {
        return topics.partitions(Topics.DEAD_LETTERS);
    }

    private TopicReader open(List<TopicPartition> partitions) {
        return TopicReader.open(kafka, sizes, partitions, true);
    }
}
