package org.robustdx.stream.config;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is told, and why. Properties that the user passes through win over all of it but the names. */
public final class StreamsSettings {
    /** Records of one poll, and of one partition waiting: with images of megabytes the default of 1000 fills the heap. */
    private static final int BUFFERED_RECORDS = 32;

    private static final int FETCHED_AHEAD = 50 << 20;

    private StreamsSettings() {}

    /** Returns the properties for Kafka Streams. */
    public static Properties of(StreamConfig config) {
        SizeLimits sizes = config.sizes();
        Properties settings = new Properties();
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG, config.guarantee().kafkaName());
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        consumer(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Also where results may come twice: what a replay took back was never sent.
        consumer(settings, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BUFFERED_RECORDS);
        consumer(settings, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, sizes.imageTopicBytes());
        consumer(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Math.max(FETCHED_AHEAD, sizes.imageTopicBytes()));
        // A killed instance is missed after this long; the default is three quarters of a minute.
        consumer(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000);
        // Kafka Streams waits 100 ms for a batch to fill; an alert should not.
        producer(settings, ProducerConfig.LINGER_MS_CONFIG, 5);
        producer(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, sizes.producerRequestBytes());
        producer(settings, ProducerConfig.BUFFER_MEMORY_CONFIG, sizes.producerBufferBytes());
        config.kafka().properties().forEach((name, value) -> {
            // A name without a prefix is meant for every client, so ours with a prefix must not outrank it.
            settings.remove(StreamsConfig.consumerPrefix(name));
            settings.remove(StreamsConfig.producerPrefix(name));
            settings.put(name, value);
        });
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        return settings;
    }

    private static void consumer(Properties settings, String name, Object value) {
        settings.put(StreamsConfig.consumerPrefix(name), value);
    }

    private static void producer(Properties settings, String name, Object value) {
        settings.put(StreamsConfig.producerPrefix(name), value);
    }
}
