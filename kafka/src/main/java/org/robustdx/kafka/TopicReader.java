package org.robustdx.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of topics, without joining a consumer group. */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Longest time to wait for one record whose offset is known to exist. */
    private static final Duration READ_AT = Duration.ofSeconds(30);
    /** Age at which metadata is fetched again, which finds new partitions. The default is five minutes. */
    private static final int METADATA_MAX_AGE_MILLIS = 30_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> partitions;

    private TopicReader(Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /**
     * Opens a reader.
     *
     * @param partitions all partitions of the topics to read
     * @param fromBeginning whether to start with the oldest record, or with the next new one
     */
    public static TopicReader open(
            KafkaConnection kafka, SizeLimits sizes, List<TopicPartition> partitions, boolean fromBeginning) {
        Map<String, Object> settings = kafka.clientProperties("consumer");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
        settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, sizes.outputTopicBytes());
        Consumer<byte[], byte[]> consumer;
        try {
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw UserException.badInput("kafka: " + cause.getMessage());
        }
        consumer.assign(partitions);
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
            // Fixes the end positions now. Otherwise the first poll would determine them later and miss records.
            partitions.forEach(consumer::position);
        }
        return new TopicReader(consumer, new HashSet<>(partitions));
    }

    /** Moves each partition to its first record with this timestamp or a later one, or to its end where there is none. */
    public void skipTo(Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(Set.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }

    /** Returns the records that have arrived, including those of new partitions. Waits up to {@code wait} for the first record. */
    public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        follow();
        return consumer.poll(wait);
    }

    /** Adds new partitions, from their first record. The consumer learns of them when it refreshes its metadata. */
    private void follow() {
        List<PartitionInfo> known = new ArrayList<>();
        try {
            for (String topic :
                    partitions.stream().map(TopicPartition::topic).distinct().toList()) {
                known.addAll(consumer.partitionsFor(topic, POLL));
            }
        } catch (TimeoutException e) {
            return; // No broker answers. The next call tries again, as a poll does.
        }
        List<TopicPartition> added = known.stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .filter(partition -> !partitions.contains(partition))
                .toList();
        if (!added.isEmpty()) {
            partitions.addAll(added);
            consumer.assign(partitions); // The others keep their positions.
            consumer.seekToBeginning(added);
        }
    }

    /**
     * Reads up to the end of each partition at the time of the call. Records that are appended later are not read, even if handling these records
     * appends them.
     *
     * @param goOn handles a record; returns false to stop reading
     */
    public void readToEnd(Predicate<ConsumerRecord<byte[], byte[]>> goOn) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                long end = ends.getOrDefault(new TopicPartition(message.topic(), message.partition()), 0L);
                if (message.offset() < end && !goOn.test(message)) {
                    return;
                }
            }
        }
    }

    /**
     * Returns the record at this offset, if a reader of committed records can see one there.
     *
     * @throws TimeoutException if no broker answers
     */
    public Optional<ConsumerRecord<byte[], byte[]>> readAt(TopicPartition partition, long offset) {
        Set<TopicPartition> one = Set.of(partition);
        if (!partitions.contains(partition)
                || offset >= consumer.endOffsets(one).getOrDefault(partition, 0L)
                || offset < consumer.beginningOffsets(one).getOrDefault(partition, 0L)) {
            return Optional.empty();
        }
        consumer.assign(one);
        consumer.seek(partition, offset);
        long deadline = System.nanoTime() + READ_AT.toNanos();
        while (consumer.position(partition) <= offset) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("%s: no record within %d s".formatted(partition, READ_AT.toSeconds()));
            }
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                // Markers of transactions have offsets too, and are never visible. Kafka then returns the next record.
                return Optional.of(message).filter(found -> found.offset() == offset);
            }
        }
        return Optional.empty();
    }

    /** Returns whether all records that are committed now have been read. */
    public boolean atEnd() {
        return consumer.endOffsets(partitions).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
