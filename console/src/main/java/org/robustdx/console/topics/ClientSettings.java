package org.robustdx.console.topics;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.robustdx.kafka.KafkaConnection;

/** Settings of the console's Kafka clients. A person waits for them, so they give up sooner than those of the app. What the user sets wins. */
final class ClientSettings {
    private static final String CONSUMER = "consumer.";
    private static final int API_TIMEOUT_MILLIS = 5_000;
    /** A broker always returns one whole batch, however large. A page shows one record, so more would be in vain. */
    private static final int LOOKUP_FETCH_BYTES = 65_536;

    private ClientSettings() {}

    /** Returns the connection for readers that follow topics. */
    static KafkaConnection feed(KafkaConnection kafka) {
        return with(kafka, Map.of());
    }

    /** Returns the connection for readers of single records. */
    static KafkaConnection lookup(KafkaConnection kafka) {
        return with(
                kafka,
                Map.of(
                        CONSUMER + ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        Integer.toString(LOOKUP_FETCH_BYTES)));
    }

    private static KafkaConnection with(KafkaConnection kafka, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put(CONSUMER + ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(API_TIMEOUT_MILLIS));
        properties.putAll(kafka.properties());
        return new KafkaConnection(kafka.bootstrapServers(), properties);
    }

    /** Returns the settings of the producer of decisions. */
    static Map<String, Object> producer() {
        return Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                API_TIMEOUT_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                2 * API_TIMEOUT_MILLIS,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                API_TIMEOUT_MILLIS);
    }
}
