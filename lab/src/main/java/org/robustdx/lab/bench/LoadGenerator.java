package org.robustdx.lab.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.images.EncodedImages;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;

/**
 * Publishes images to all partitions in turn.
 *
 * @param kafka the cluster
 * @param sizes limits on records
 * @param partitions number of partitions of the topic
 * @param images what is published, again and again
 */
record LoadGenerator(KafkaConnection kafka, SizeLimits sizes, int partitions, EncodedImages images) {
    /**
     * Publishes images, and waits until the broker has them all.
     *
     * @param perSecond images per second; 0 for no limit
     * @param more whether to publish another image
     * @return how many images were sent
     * @throws UserException if the broker does not accept an image
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback has the failure, and the flush waits for all of them.
    long publish(double perSecond, BooleanSupplier more) throws InterruptedException {
        Map<String, Object> settings = kafka.clientProperties("producer");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, perSecond > 0 ? 0 : 5);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, sizes.producerRequestBytes());
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long start = System.nanoTime();
            long sent = 0;
            AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
            while (more.getAsBoolean() && failure.get() == null) {
                if (perSecond > 0) {
                    long due = start + (long) (sent * 1e9 / perSecond);
                    TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                }
                int partition = (int) (sent % partitions);
                byte[] key = ("source-" + partition).getBytes(StandardCharsets.UTF_8);
                producer.send(
                        new ProducerRecord<>(Topics.MEDICAL_IMAGES, partition, key, message(sent)), (where, e) -> {
                            if (e != null) {
                                failure.compareAndSet(null, e);
                            }
                        });
                sent++;
            }
            producer.flush();
            Exception failed = failure.get();
            if (failed != null) {
                throw UserException.failed("an image was not published: " + failed.getMessage());
            }
            return sent;
        }
    }

    private byte[] message(long i) {
        return AvroSerdes.imageEventCodec()
                .encode(ImageEvent.newBuilder()
                        .setImageId(Long.toString(i))
                        .setSource("bench")
                        .setContent(ByteBuffer.wrap(images.content(i)))
                        .build());
    }
}
