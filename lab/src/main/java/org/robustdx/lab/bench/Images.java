package org.robustdx.lab.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.content.ImageFolder;

/** A list of encoded images, used cyclically. */
final class Images {
    private final List<byte[]> contents;

    private Images(List<byte[]> contents) {
        this.contents = contents;
    }

    /**
     * Reads the images of a folder. Skips files that are too large or not decodable.
     *
     * @throws UserException if the folder contains no decodable image
     */
    static Images of(Path folder, DecodeLimits limits) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : ImageFolder.read(folder).files()) {
            if (Files.size(file) > limits.maxBytes()) {
                continue;
            }
            byte[] content = Files.readAllBytes(file);
            if (ImageDecoders.standard().decode(content, limits) instanceof DecodeResult.Decoded) {
                contents.add(content);
            }
        }
        if (contents.isEmpty()) {
            throw UserException.badInput("images: %s contains no decodable image".formatted(folder));
        }
        return new Images(contents);
    }

    byte[] content(long i) {
        return contents.get((int) (i % contents.size()));
    }

    int meanBytes() {
        return (int)
                contents.stream().mapToInt(content -> content.length).average().orElse(1);
    }

    /**
     * Publishes images to all partitions in turn.
     *
     * @param perSecond images per second; 0 for no limit
     * @param more whether to publish another image
     * @return how many images were sent
     * @throws UserException if the broker does not accept an image
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback has the failure, and the flush waits for all of them.
    long publish(KafkaConnection kafka, SizeLimits sizes, int partitions, double perSecond, BooleanSupplier more)
            throws InterruptedException {
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
                        .setContent(ByteBuffer.wrap(content(i)))
                        .build());
    }
}
