package org.robustdx.kafka;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Opens producers whose buffers and requests are large enough for images, and which wait until all replicas have a record. */
public final class ImageProducers {
    private static final int DELIVERY_TIMEOUT_MILLIS = 30_000;

    private ImageProducers() {}

    /**
     * Opens a producer.
     *
     * @param more settings that the caller needs; they take precedence over the user's
     * @throws UserException if a property of the connection is invalid
     */
    public static Producer<byte[], byte[]> open(KafkaConnection kafka, SizeLimits sizes, Map<String, Object> more) {
        Map<String, Object> settings = kafka.clientProperties("producer");
        settings.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, sizes.producerRequestBytes());
        settings.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, sizes.producerBufferBytes());
        settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
        settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS / 2);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
        settings.putAll(more);
        try {
            return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw UserException.badInput("kafka: " + cause.getMessage());
        }
    }
}
