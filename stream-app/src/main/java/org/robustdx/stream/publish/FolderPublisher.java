package org.robustdx.stream.publish;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.Pace;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.content.ImageFolder;
import org.robustdx.stream.content.ObjectStore;
import org.robustdx.stream.trace.Traces;

/** Publishes the files of a folder as image events. */
public final class FolderPublisher implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;
    private final SizeLimits sizes;
    private final MessageFormat format;
    private final Traces traces;
    private final Context parent;
    private final Optional<ObjectStore> objects;
    private final MediaTypes mediaTypes = new MediaTypes();

    /**
     * What to publish and how.
     *
     * @param source device or system that the events state as the images' source; also the records' key; 1 to 256
     *     characters
     * @param task requested task, or empty for any
     * @param repeat how many times the folder is published, at least 1
     * @param perSecond maximum number of images per second; 0 for no limit
     */
    public record Options(String source, String task, int repeat, double perSecond) {
        public Options {
            if (source.isEmpty() || source.length() > 256) {
                throw new IllegalArgumentException(
                        "source: %d characters (expected: 1 to 256)".formatted(source.length()));
            }
            if (repeat < 1) {
                throw new IllegalArgumentException("repeat: %d (expected: > 0)".formatted(repeat));
            }
            Pace.check(perSecond);
        }
    }

    /** Creates a publisher that puts images into the topic, without traces. */
    public FolderPublisher(KafkaConnection kafka, SizeLimits sizes) {
        this(kafka, sizes, MessageFormat.SINGLE_OBJECT, Traces.OFF, Context.root(), Optional.empty());
    }

    /**
     * Creates a publisher. {@link #close} also closes the object store.
     *
     * @param format format of the events
     * @param traces receives a span for each image
     * @param parent parent of the spans; the root context gives each image its own trace
     * @param objects store for the images, to which the topic then has references; empty to put images into the topic
     */
    public FolderPublisher(
            KafkaConnection kafka,
            SizeLimits sizes,
            MessageFormat format,
            Traces traces,
            Context parent,
            Optional<ObjectStore> objects) {
        this.format = format;
        this.producer = ImageProducers.open(kafka, sizes, Map.of());
        this.sizes = sizes;
        this.traces = traces;
        this.parent = parent;
        this.objects = objects;
    }

    /**
     * Publishes every file, and waits until each is acknowledged or has failed.
     *
     * @param progress called after each file has been given to the producer
     */
    public PublishReport publish(ImageFolder folder, Options options, Runnable progress) throws InterruptedException {
        List<PublishReport.Published> published = Collections.synchronizedList(new ArrayList<>());
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        long bytes = 0;
        long start = System.nanoTime();
        Pace pace = new Pace(options.perSecond());
        for (int round = 1; round <= options.repeat(); round++) {
            for (Path file : folder.files()) {
                pace.await();
                String name = folder.name(file);
                try {
                    byte[] content = content(file);
                    bytes += content.length;
                    send(imageId(name, round), name, content, options, published, failures);
                } catch (IOException | UncheckedIOException | KafkaException e) {
                    failures.add("%s: %s".formatted(name, oneLine(e)));
                }
                progress.run();
            }
        }
        producer.flush();
        return new PublishReport(published, failures, bytes, (System.nanoTime() - start) / 1e9);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback handles the completion.
    private void send(
            String imageId,
            String name,
            byte[] content,
            Options options,
            List<PublishReport.Published> published,
            List<String> failures) {
        ImageEvent event = ImageEvent.newBuilder()
                .setImageId(imageId)
                .setSource(options.source())
                .setTask(options.task())
                .setContent(objects.<Object>map(store -> store.put(content)).orElse(ByteBuffer.wrap(content)))
                .setMediaType(mediaTypes.of(content))
                .build();
        ProducerRecord<byte[], byte[]> image = new ProducerRecord<>(
                Topics.MEDICAL_IMAGES,
                options.source().getBytes(StandardCharsets.UTF_8),
                format.encode(Topics.MEDICAL_IMAGES, AvroSerdes.imageEventCodec(), event));
        Span span = traces.sending(Topics.MEDICAL_IMAGES, parent, image.headers());
        producer.send(image, (metadata, e) -> {
            if (e != null) {
                span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
            }
            span.end();
            if (e == null) {
                published.add(new PublishReport.Published(imageId, name, metadata.partition(), metadata.offset()));
            } else {
                failures.add("%s: %s".formatted(name, oneLine(e)));
            }
        });
    }

    /** Reads at most one byte more than the limit, even if the file is larger or grows. */
    private byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long most = objects.map(ObjectStore::maxBytes).orElse((long) sizes.maxImageBytes());
            byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE, most + 1));
            if (content.length > most) {
                String hint = objects.isPresent() ? "the maximum for an image" : "see --max-image-bytes";
                throw new IOException("more than %,d bytes (%s)".formatted(most, hint));
            }
            return content;
        }
    }

    private static String imageId(String name, int round) {
        return round == 1 ? name : name + "#" + round;
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage();
        boolean plain = e.getClass() == IOException.class && message != null;
        return plain ? String.valueOf(message) : e.getClass().getSimpleName();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        objects.ifPresent(ObjectStore::close);
    }
}
