package org.robustdx.gateway.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.robustdx.gateway.archive.ArchiveException;
import org.robustdx.gateway.intake.UnavailableException;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic and hands its committed records on, some at a time. The position is committed after the delivery. If a delivery fails, its records are
 * delivered again after a pause.
 */
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int BATCH = 32;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 2_000;
    private static final int MAX_POLL_INTERVAL_MILLIS = 30 * 60_000;

    private final KafkaConsumer<byte[], byte[]> consumer;

    private Follower(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Delivers records. */
    interface Delivery {
        /** Delivers some records. All of them are delivered when this method returns. */
        void deliver(Records records) throws ArchiveException, UnavailableException, InterruptedException;
    }

    /** Some records, and the position after them. */
    static final class Records {
        private final ConsumerRecords<byte[], byte[]> records;
        private final ConsumerGroupMetadata group;
        private boolean committed;

        private Records(ConsumerRecords<byte[], byte[]> records, ConsumerGroupMetadata group) {
            this.records = records;
            this.group = group;
        }

        /** Returns the records of the topic, of each partition in its order. */
        Iterable<ConsumerRecord<byte[], byte[]>> all() {
            return records;
        }

        /** Returns the position after these records. */
        Map<TopicPartition, OffsetAndMetadata> position() {
            Map<TopicPartition, OffsetAndMetadata> position = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                position.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
            return position;
        }

        /** Returns the consumer group, for a transaction that commits the position. */
        ConsumerGroupMetadata group() {
            return group;
        }

        /** States that a transaction has committed the position. */
        void setCommitted() {
            committed = true;
        }
    }

    /** Opens a follower as the only member of a consumer group. */
    static Follower open(KafkaConnection kafka, String topic, String group) {
        Map<String, Object> settings = kafka.clientProperties("consumer");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MILLIS);
        try {
            KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.subscribe(List.of(topic));
            return new Follower(consumer);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw UserException.badInput("kafka: " + cause.getMessage());
        }
    }

    /** Delivers records until the thread is interrupted. */
    void run(Delivery delivery) throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                if (!polled.isEmpty()) {
                    Records records = new Records(polled, consumer.groupMetadata());
                    delivery.deliver(records);
                    if (!records.committed) {
                        consumer.commitSync(records.position());
                    }
                }
            } catch (InterruptException e) {
                throw new InterruptedException();
            } catch (ArchiveException | UnavailableException | KafkaException e) {
                LOG.warn("results wait: {}", e.getMessage());
                rewind();
            }
        }
        throw new InterruptedException();
    }

    /** Goes back to the committed position, as soon as the brokers tell it. */
    private void rewind() throws InterruptedException {
        while (true) {
            // A receiver that just failed is not asked again at once.
            Thread.sleep(PAUSE_MILLIS);
            try {
                Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
                for (TopicPartition partition : consumer.assignment()) {
                    OffsetAndMetadata position = committed.get(partition);
                    if (position == null) {
                        consumer.seekToBeginning(List.of(partition));
                    } else {
                        consumer.seek(partition, position);
                    }
                }
                return;
            } catch (InterruptException e) {
                throw new InterruptedException();
            } catch (KafkaException e) {
                LOG.warn("results wait: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        // Kafka's clients do not finish what they do on a thread that is interrupted.
        boolean unused = Thread.interrupted();
        consumer.close();
    }
}
