package org.robustdx.stream.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.ProcessingGuarantee;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.readahead.ReadAheadClients;
import org.robustdx.stream.readahead.StreamsGroupConsumer;

/**
 * The properties of Kafka Streams, with reasons. The user's properties take precedence, except for the application id
 * and the brokers.
 */
public final class StreamsSettings {
    /**
     * About the duration of a poll of few images. If it is longer, threads wait although images are available; if it is
     * shorter, images wait for threads.
     */
    private static final int FETCH_WAIT_MS = 25;

    private static final int COMMIT_INTERVAL_MS = 500;
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;
    private static final int MAX_POLL_INTERVAL_MS = 300_000;
    private static final int SESSION_TIMEOUT_MS = 15_000;
    private static final int METADATA_MAX_AGE_MS = 30_000;
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(4);

    private final Properties settings;

    private StreamsSettings(Properties settings) {
        this.settings = settings;
    }

    /**
     * Returns the settings.
     *
     * @param imagesPerSecond throughput of the engine with full batches
     */
    public static StreamsSettings of(StreamConfig config, double imagesPerSecond) {
        SizeLimits sizes = config.sizes();
        FetchPlan plan = FetchPlan.of(
                config.batching(),
                imagesPerSecond,
                config.threads(),
                Runtime.getRuntime().maxMemory());
        Properties settings = new Properties();
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG, config.guarantee().kafkaName());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        // Applies to both guarantees, because records of an aborted replay must never be read.
        consumer(settings, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Kafka Streams pauses a partition that has more records than this, and later repeats the fetch that it
        // discarded.
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 2 * plan.records());
        consumer(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, plan.records());
        // The default of 1 MB holds a few images, and the engine would be idle between two fetches.
        consumer(settings, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, plan.bytes());
        consumer(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, plan.bytes());
        // The consumer sends a fetch at the end of a poll. If the broker answers it with only the first record, later
        // records miss this fetch and wait for the next one, two polls later.
        consumer(settings, ConsumerConfig.FETCH_MIN_BYTES_CONFIG, plan.batchBytes());
        consumer(settings, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        // A refresh of the metadata finds new partitions of the image topic. The default is five minutes.
        consumer(settings, ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        if (!isStreams(config.kafka().properties().getOrDefault(StreamsConfig.GROUP_PROTOCOL_CONFIG, ""))) {
            // The group notices a killed instance after this time. The default is 45 seconds. With the protocol
            // "streams", the brokers set it.
            consumer(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        }
        // Kafka Streams' default of 100 ms to fill a batch is too long for an alert.
        producer(settings, ProducerConfig.LINGER_MS_CONFIG, 5);
        // The broker refuses a transaction that begins before the previous one has ended, and the producer retries. The
        // default delay is 100 ms.
        producer(settings, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
        producer(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, sizes.producerRequestBytes());
        producer(settings, ProducerConfig.BUFFER_MEMORY_CONFIG, sizes.producerBufferBytes());
        if (config.guarantee() == ProcessingGuarantee.EXACTLY_ONCE_V2) {
            // Each poll commits at its end. With the default of 100 ms, a thread would also commit during a poll.
            settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
            producer(settings, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
            if (!isSet(config, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)
                    && !isSet(config, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
                // After this time the transaction has timed out, and the next one repeats its records. By default, a
                // thread would wait two minutes for the acknowledgements.
                producer(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS);
                producer(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * TRANSACTION_TIMEOUT_MS);
            }
        }
        config.kafka().properties().forEach((name, value) -> {
            // The user's name without a prefix applies to every client, so our name with a prefix must not win.
            settings.remove(StreamsConfig.consumerPrefix(name));
            settings.remove(StreamsConfig.producerPrefix(name));
            settings.put(name, value);
        });
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
        return new StreamsSettings(settings);
    }

    private static boolean isSet(StreamConfig config, String name) {
        return Stream.of(name, StreamsConfig.producerPrefix(name))
                .anyMatch(config.kafka().properties()::containsKey);
    }

    private static boolean isStreams(String groupProtocol) {
        return groupProtocol.toLowerCase(Locale.ROOT).equals("streams");
    }

    private static void consumer(Properties settings, String name, Object value) {
        settings.put(StreamsConfig.consumerPrefix(name), value);
    }

    private static void producer(Properties settings, String name, Object value) {
        settings.put(StreamsConfig.producerPrefix(name), value);
    }

    /**
     * Returns the maximum time without a finished batch while images wait for the engine. The time is four fifths of
     * the shorter of two limits: {@code max.poll.interval.ms} and, with exactly-once processing, the transaction
     * timeout.
     *
     * @throws UserException if a timeout that the user set is not a number
     */
    public Duration deadline() {
        int limit = maxPollInterval();
        if (!StreamsConfig.AT_LEAST_ONCE.equals(settings.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))) {
            limit = Math.min(
                    limit,
                    number(
                            StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                            StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                            TRANSACTION_TIMEOUT_MS));
        }
        return share(limit);
    }

    /**
     * Returns how long a poll waits for the outcomes of its records. After this time, the poll holds back the records
     * without an outcome. The time is half of {@link #deadline}, because the open transaction may have begun just
     * before. It is at most 4 s, because a rebalance waits for a poll.
     *
     * @throws UserException if a timeout that the user set is not a number
     */
    public Duration patience() {
        Duration half = deadline().dividedBy(2);
        return half.compareTo(LONGEST_PATIENCE) < 0 ? half : LONGEST_PATIENCE;
    }

    /**
     * Returns the maximum wait for the outcome of a record that is already being processed. Polls hold back such
     * records, so this wait is rare.
     *
     * @throws UserException if a timeout that the user set is not a number
     */
    public Duration longestWait() {
        return share(maxPollInterval());
    }

    private static Duration share(int limit) {
        return Duration.ofMillis(Math.max(1, limit * 4L / 5));
    }

    private int maxPollInterval() {
        return number(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                MAX_POLL_INTERVAL_MS);
    }

    private int number(String first, String second, String third, int otherwise) {
        Object value = Stream.of(first, second, third)
                .filter(settings::containsKey)
                .findFirst()
                .<Object>map(settings::get)
                .orElse(otherwise);
        try {
            return Integer.parseInt(value.toString().strip());
        } catch (NumberFormatException e) {
            String unit = third.endsWith(".ms") ? "milliseconds" : "a whole number";
            throw UserException.badInput("kafka: %s: %s (expected: %s)".formatted(third, value, unit));
        }
    }

    /**
     * Returns the minimum throughput that a model needs, in images per second. At this throughput, one poll of every
     * thread ends within half of {@link #deadline}.
     */
    public double leastImagesPerSecond() {
        int records = number(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                ConsumerConfig.DEFAULT_MAX_POLL_RECORDS);
        String threads = StreamsConfig.NUM_STREAM_THREADS_CONFIG;
        return 2000.0
                * records
                * number(threads, threads, threads, 1)
                / deadline().toMillis();
    }

    /** Returns the properties for an app that does not read ahead. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** Returns the properties for an app whose consumers come from {@code clients}, which read ahead. */
    Properties properties(ReadAheadClients clients) {
        Properties properties = properties();
        if (isStreams(settings.getProperty(StreamsConfig.GROUP_PROTOCOL_CONFIG, ""))) {
            // With this protocol, Kafka Streams creates the consumer itself and does not call the client supplier.
            properties.put(
                    StreamsConfig.mainConsumerPrefix(StreamsConfig.InternalConfig.INTERNAL_CONSUMER_WRAPPER),
                    StreamsGroupConsumer.class.getName());
            properties.put(StreamsConfig.mainConsumerPrefix(StreamsGroupConsumer.CLIENTS), clients);
        }
        return properties;
    }

    /** Returns the properties that depend on the model, the batches and the image sizes, as lines to print. */
    public List<String> shown() {
        List<String> lines = new ArrayList<>();
        for (String name : List.of(
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG),
                StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG),
                StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
                StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG,
                StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG))) {
            // Absent if the user set it without a prefix: the line is then among the user's settings.
            Object value = settings.get(name);
            if (value != null) {
                lines.add(name + " = " + value);
            }
        }
        lines.add("longest wait for the engine = %d ms".formatted(deadline().toMillis()));
        return lines;
    }
}
