package org.robustdx.console.topics;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.robustdx.kafka.KafkaConnection;

/** Settings of the console's Kafka clients. A person waits for them, so they give up sooner than those of the app. What the user sets wins. */
final class ClientSettings {
    private static final int API_TIMEOUT_MILLIS = 5_000;

    private ClientSettings() {}

    /** Returns the connection for readers that follow topics. */
    static KafkaConnection feed(KafkaConnection kafka) {
        Map<String, String> properties = new HashMap<>();
        properties.put(
                "consumer." + ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(API_TIMEOUT_MILLIS));
        properties.putAll(kafka.properties());
        return new KafkaConnection(kafka.bootstrapServers(), properties);
    }

    /** Returns the connection for readers of single records. */
    static KafkaConnection lookup(KafkaConnection kafka) {
        return feed(kafka.forLookups());
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
