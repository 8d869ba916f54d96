package org.robustdx.gateway.report;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;

/** Writes FHIR bundles to a topic, in one transaction with the position up to which diagnoses are done: no bundle is written twice. Not thread-safe. */
final class FhirTopic implements AutoCloseable {
    private final KafkaConnection kafka;
    private final SizeLimits sizes;
    private final String topic;
    private final String transactionalId;
    private @Nullable Producer<byte[], byte[]> producer;

    FhirTopic(KafkaConnection kafka, SizeLimits sizes, String topic, String transactionalId) {
        this.kafka = kafka;
        this.sizes = sizes;
        this.topic = topic;
        this.transactionalId = transactionalId;
    }

    /**
     * Writes bundles by their keys, and commits the position.
     *
     * @throws KafkaException if it did not succeed, or if the outcome is unknown; the committed position tells
     */
    void write(
            Map<String, byte[]> bundles, Map<TopicPartition, OffsetAndMetadata> position, ConsumerGroupMetadata group) {
        try {
            Producer<byte[], byte[]> open = opened();
            open.beginTransaction();
            bundles.forEach((key, bundle) -> {
                // commitTransaction fails if this record was not written.
                Future<RecordMetadata> unused =
                        open.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), bundle));
            });
            open.sendOffsetsToTransaction(position, group);
            open.commitTransaction();
        } catch (KafkaException e) {
            if (producer != null) {
                producer.close(Duration.ZERO);
                producer = null;
            }
            throw e;
        }
    }

    private Producer<byte[], byte[]> opened() {
        if (producer == null) {
            Producer<byte[], byte[]> opened =
                    ImageProducers.open(kafka, sizes, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId));
            try {
                opened.initTransactions();
            } catch (KafkaException e) {
                opened.close(Duration.ZERO);
                throw e;
            }
            producer = opened;
        }
        return producer;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
            producer = null;
        }
    }
}
