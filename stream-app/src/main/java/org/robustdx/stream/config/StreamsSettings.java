package org.robustdx.stream.config;

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
import org.robustdx.stream.readahead.StreamsGroupConsumer;

/** What Kafka Streams is told, and why. Properties that the user passes through win over all of it but the names. */
public final class StreamsSettings {
    /** About as long as a poll of few images takes: longer, threads wait for images that are there; shorter, images wait for threads. */
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
     * @param imagesPerSecond what the engine reads in full batches
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
        // Also where results may come twice: what a replay took back was never sent.
        consumer(settings, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Above it a partition is paused, and what was fetched of it meanwhile has to be fetched again.
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 2 * plan.records());
        consumer(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, plan.records());
        // The default of 1 MB is a few images: the engine would run dry between two fetches.
        consumer(settings, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, plan.bytes());
        consumer(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, plan.bytes());
        // A fetch is sent at the end of a poll. Answered with the first record, it would leave all that come while that
        // poll
        // is worked on to the fetch after it, and they would wait for two polls.
        consumer(settings, ConsumerConfig.FETCH_MIN_BYTES_CONFIG, plan.batchBytes());
        consumer(settings, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        // New partitions of the image topic are found by this; what is in them would wait for the default of five
        // minutes.
        consumer(settings, ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        if (!isStreams(config.kafka()
                .properties()
                .getOrDefault(StreamsConfig.GROUP_PROTOCOL_CONFIG, ""))) { // There the brokers decide on it.
            // A killed instance is missed after this long; the default is three quarters of a minute.
            consumer(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        }
        // Kafka Streams waits 100 ms for a batch to fill; an alert should not.
        producer(settings, ProducerConfig.LINGER_MS_CONFIG, 5);
        // A transaction that begins while the one before is still being ended is refused and tried again: soon, not
        // after 100 ms.
        producer(settings, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
        producer(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, sizes.producerRequestBytes());
        producer(settings, ProducerConfig.BUFFER_MEMORY_CONFIG, sizes.producerBufferBytes());
        if (config.guarantee() == ProcessingGuarantee.EXACTLY_ONCE_V2) {
            // The end of each poll commits; at the usual 100 ms a thread would also stop in the midst of one, for
            // nothing.
            settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
            producer(settings, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
            if (!isSet(config, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)
                    && !isSet(config, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
                // By then the transaction is lost: what is not acknowledged is given up, and done again in the next
                // one. By
                // default a thread would wait for it for two minutes.
                producer(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS);
                producer(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * TRANSACTION_TIMEOUT_MS);
            }
        }
        config.kafka().properties().forEach((name, value) -> {
            // A name without a prefix is meant for every client, so ours with a prefix must not outrank it.
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
     * Returns the longest time in which the engine may finish nothing although images wait for it: well before a transaction times out, or the group
     * gives a thread up.
     *
     * @throws UserException if a timeout that the user set is no number
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
     * Returns how long a poll waits for the outcomes of what it brought before it holds back those that are not there: half of {@link #deadline}, as a
     * transaction may be open that began just before, and seconds at most, as a rebalance waits for a poll.
     *
     * @throws UserException if a timeout that the user set is no number
     */
    public Duration patience() {
        Duration half = deadline().dividedBy(2);
        return half.compareTo(LONGEST_PATIENCE) < 0 ? half : LONGEST_PATIENCE;
    }

    /**
     * Returns the longest wait for a record that is processed although its outcome is not there, which polls avoid.
     *
     * @throws UserException if a timeout that the user set is no number
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

    /** Returns how many images a second a model must read so that what all threads have polled has its answers within half of {@link #deadline}. */
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

    /** Returns the properties for Kafka Streams, without any reading ahead. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** Returns the properties for Kafka Streams whose clients are these. */
    public Properties with(Object clients) {
        Properties properties = properties();
        if (isStreams(settings.getProperty(StreamsConfig.GROUP_PROTOCOL_CONFIG, ""))) {
            // There Kafka Streams makes the consumer itself, and asks no supplier of clients for it.
            properties.put(
                    StreamsConfig.mainConsumerPrefix(StreamsConfig.InternalConfig.INTERNAL_CONSUMER_WRAPPER),
                    StreamsGroupConsumer.class.getName());
            properties.put(StreamsConfig.mainConsumerPrefix(StreamsGroupConsumer.CLIENTS), clients);
        }
        return properties;
    }

    /** Returns what follows from the model, the batches and the sizes, as lines to be shown. */
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
            Object value = settings.get(name); // Not there: the user's own, which is shown with the user's settings.
            if (value != null) {
                lines.add(name + " = " + value);
            }
        }
        lines.add("longest wait for the engine = %d ms".formatted(deadline().toMillis()));
        return lines;
    }
}
