package org.robustdx.gateway.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MalformedMessageException;
import org.robustdx.schemas.serde.MessageFormat;

/** Notes when the outcome of each image can be read: a diagnosis or a dead letter, committed. */
final class Outcomes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final MessageFormat format;
    private final Map<String, Long> nanos = new ConcurrentHashMap<>();
    private final Thread thread;

    private Outcomes(KafkaConsumer<byte[], byte[]> consumer, MessageFormat format) {
        this.consumer = consumer;
        this.format = format;
        this.thread = new Thread(this::run, "outcomes");
    }

    /** Begins at the current ends of these partitions. */
    static Outcomes watch(KafkaConnection kafka, MessageFormat format, List<TopicPartition> partitions) {
        Map<String, Object> settings = kafka.clientProperties("consumer");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // The ends of now, not those of the first poll.
        Outcomes outcomes = new Outcomes(consumer, format);
        outcomes.thread.start();
        return outcomes;
    }

    private void run() {
        try {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    note(record, System.nanoTime());
                }
            }
        } catch (WakeupException e) {
            // It is closed.
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record, long now) {
        try {
            String image = record.topic().equals(Topics.DIAGNOSES)
                    ? format.decode(AvroSerdes.diagnosisCodec(), record.value()).getImageId()
                    : format.decode(AvroSerdes.imageEventCodec(), record.value())
                            .getImageId();
            nanos.putIfAbsent(image, now);
        } catch (MalformedMessageException e) {
            // Not of an image of this measurement.
        }
    }

    /** Returns when the outcome of each image came, as {@link System#nanoTime}. */
    Map<String, Long> nanos() {
        return nanos;
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
