package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.image.Raster;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.AppProcess;

/**
 * Resident memory of the app's process (heap, pools, state stores and everything else) over very many images: it grows
 * during the warm-up and then stays constant. The broker deletes old images, which would fill the disk.
 */
@Tag("soak")
class FlatMemoryTest {
    private static final SizeLimits SIZES = SizeLimits.ofDefaults();
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int PARTITIONS = 4;
    private static final int AHEAD = 2000;
    private static final int SAMPLES = 50;
    /** Number of samples after which the heap has reached its size. */
    private static final int WARM_UP = 15;
    /**
     * Maximum difference in MB between the means of the two halves after the warm-up. Measured: 4. A leak of 1 KB per
     * image would give twice this limit.
     */
    private static final long MOST_GROWTH_SMALL = 16;

    /** The same limit for large images. Measured: 1. The limit is the size of three large images. */
    private static final long MOST_GROWTH_LARGE = 16;

    /**
     * Maximum resident memory in MB, including everything that -Xmx does not limit. Measured: 609, with a heap of 1 GiB
     * that was never full.
     */
    private static final long MOST_RESIDENT = 1100;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldBeFlatOverSmallImages() throws Exception {
        flat(Integer.getInteger("robustdx.soak.small", 100_000), 70, MOST_GROWTH_SMALL);
    }

    @Test
    void shouldBeFlatOverLargeImages() throws Exception {
        flat(Integer.getInteger("robustdx.soak.large", 500), 1291, MOST_GROWTH_LARGE);
    }

    /**
     * Sends {@code count} different images of {@code side * side} random pixels in three colours, which do not
     * compress.
     */
    private void flat(int count, int side, long mostGrowth) throws Exception {
        assumeThat(Files.isReadable(STATUS))
                .as("a system that tells resident memory")
                .isTrue();
        Map<String, String> retention = Map.of(
                "log.retention.bytes",
                Integer.toString(64 << 20),
                "log.segment.bytes",
                Integer.toString(32 << 20),
                "log.retention.check.interval.ms",
                "2000",
                "log.segment.delete.delay.ms",
                "1000");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES, retention)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            List<TopicPartition> outputs = new ArrayList<>();
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(60))) {
                topics.create(PARTITIONS, (short) 1, SIZES);
                outputs.addAll(topics.partitions(Topics.DIAGNOSES));
                outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
            }
            int bytes = png(side, new Random(0)).length;
            try (AppProcess app = AppProcess.start(
                            folder.resolve("app.log"),
                            "1g",
                            StubApp.class.getName(),
                            List.of(
                                    broker.bootstrapServers(),
                                    folder.resolve("state").toString(),
                                    Integer.toString(bytes)));
                    TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                List<Long> resident = sampled(kafka, app, reader, count, side);
                System.out.printf("%d images of %d bytes, resident MB: %s%n", count, bytes, resident);
                List<Long> warm = resident.subList(WARM_UP, resident.size());
                double before = mean(warm.subList(0, warm.size() / 2));
                double after = mean(warm.subList(warm.size() / 2, warm.size()));
                System.out.printf("means of the halves after warm-up: %.1f and %.1f MB%n", before, after);
                assertThat(after - before).as("growth, MB; %s", resident).isLessThan((double) mostGrowth);
                assertThat(resident).as("MB").allSatisfy(now -> assertThat(now).isLessThan(MOST_RESIDENT));
            }
        }
    }

    /** Returns the resident memory in MB after each of {@link #SAMPLES} equal parts of the images. */
    private static List<Long> sampled(KafkaConnection kafka, AppProcess app, TopicReader reader, int count, int side)
            throws Exception {
        List<Long> resident = new ArrayList<>();
        Semaphore ahead = new Semaphore(Math.min(AHEAD, Math.max(8, count / 20)));
        AtomicBoolean stopped = new AtomicBoolean();
        Thread sender = new Thread(() -> send(kafka, count, side, ahead, stopped), "images");
        sender.start();
        try {
            int seen = 0;
            while (seen < count) {
                assertThat(app.isAlive()).as(app.log()).isTrue();
                for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(Duration.ofMillis(200))) {
                    assertThat(outcome.topic()).isEqualTo(Topics.DIAGNOSES);
                    seen++;
                    ahead.release();
                    if (seen * (long) SAMPLES / count > resident.size()) {
                        resident.add(residentMegabytes(app));
                    }
                }
            }
        } finally {
            stopped.set(true);
            ahead.release(count);
            sender.join();
        }
        return resident;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Every outcome is awaited.
    private static void send(KafkaConnection kafka, int count, int side, Semaphore ahead, AtomicBoolean stopped) {
        Map<String, Object> settings = kafka.clientProperties("producer");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, SIZES.producerRequestBytes());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        Random random = new Random(1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count && !stopped.get(); i++) {
                ahead.acquireUninterruptibly();
                ImageEvent event = ImageEvent.newBuilder()
                        .setImageId(Integer.toString(i))
                        .setSource("source-" + i % 20)
                        .setContent(ByteBuffer.wrap(png(side, random)))
                        .build();
                producer.send(new ProducerRecord<>(
                        Topics.MEDICAL_IMAGES,
                        i % PARTITIONS,
                        ("key-" + i % PARTITIONS).getBytes(StandardCharsets.UTF_8),
                        AvroSerdes.imageEventCodec().encode(event)));
            }
        }
    }

    private static byte[] png(int side, Random random) {
        byte[] pixels = new byte[side * side * 3];
        random.nextBytes(pixels);
        return new Raster(side, side, 3, pixels).toPng();
    }

    private static double mean(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    private static long residentMegabytes(AppProcess app) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(app.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
