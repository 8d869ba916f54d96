package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.onnx.ModelProto;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Configs;
import org.robustdx.stream.Samples;
import org.robustdx.stream.SignedModels;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.content.ImageFolder;
import org.robustdx.stream.dlq.DeadLetter;

/**
 * Compares how long images wait while the bundled model is replaced repeatedly with how long they wait otherwise, at
 * half of full load. Measures time, so run it alone on an idle machine; {@code -Drobustdx.soak.seconds=N} makes it
 * longer.
 */
@Tag("soak")
class ModelSwapLatencyTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration READY = Duration.ofMinutes(2);
    private static final int SECONDS = Integer.getInteger("robustdx.soak.seconds", 30);
    private static final Path ROOT = Path.of(System.getProperty("robustdx.root", ".."));

    @TempDir
    private Path folder = Path.of("");

    private final List<Long> latencies = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> versions = new HashSet<>();
    private final AtomicInteger sent = new AtomicInteger();
    private int twice;

    @Test
    void shouldKeepThe99thPercentileWithinThreeTimesItsNormalValue() throws Exception {
        SignedModels models = SignedModels.in(folder);
        byte[] bundled = Files.readAllBytes(ROOT.resolve("models/phantom.onnx"));
        Path first = Files.write(folder.resolve("phantom.onnx"), bundled);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            List<TopicPartition> outputs;
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
                topics.create(4, (short) 1, SIZES);
                topics.createCompacted(Topics.MODELS, (short) 1);
                topics.createCompacted(Topics.MODEL_STATUS, (short) 1);
                outputs = topics.partitions(Topics.DIAGNOSES);
            }
            StreamConfig config = Configs.of(
                    "soak",
                    kafka,
                    first,
                    SIZES,
                    folder.resolve("state"),
                    new Batching(PipelineOptions.ofDefaults(), 20_000));
            Operations operations = new Operations(
                    CampaignSettings.ofDefaults(),
                    0,
                    Optional.empty(),
                    Optional.of(models.updates(16)),
                    Optional.empty(),
                    Optional.empty());
            try (StreamApp app = StreamApp.start(
                            config, StreamApp.open(first, Device.CPU, 1), operations, PipelineListener.NONE);
                    TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                app.awaitRunning(READY);
                double perSecond = app.imagesPerSecond() / 2;
                AtomicBoolean more = new AtomicBoolean(true);
                Thread sender = new Thread(() -> send(kafka, perSecond, more), "sender");
                sender.start();
                measure(reader, SECONDS / 3); // Warm-up.
                long usual = measure(reader, SECONDS);
                AtomicInteger swaps = new AtomicInteger();
                Thread swapper = new Thread(() -> swap(models, kafka, bundled, swaps, more), "swapper");
                swapper.start();
                long swapping = measure(reader, SECONDS);
                more.set(false);
                sender.join();
                swapper.join();
                while (seen.size() < sent.get() && app.failure().isEmpty()) {
                    read(reader);
                }
                System.out.printf(
                        "%.0f images/s, %d announced, %d models seen: p99 %d ms, while models change %d ms; %d sent, %d twice%n",
                        perSecond, swaps.get(), versions.size(), usual, swapping, sent.get(), twice);
                assertThat(app.failure()).isEmpty();
                assertThat(seen).hasSize(sent.get());
                assertThat(twice).isZero();
                assertThat(versions.size()).isGreaterThan(1);
                assertThat(swapping).isLessThanOrEqualTo(3 * usual);
            }
        }
    }

    /** Returns the 99th percentile of the latencies within {@code seconds}, in milliseconds. */
    private long measure(TopicReader reader, int seconds) {
        latencies.clear();
        while (latencies.isEmpty()) {
            read(reader);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            read(reader);
        }
        long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * 0.99)];
    }

    private void read(TopicReader reader) {
        for (ConsumerRecord<byte[], byte[]> message : reader.poll(Duration.ofMillis(50))) {
            String image = new String(
                    message.headers().lastHeader(DeadLetter.TIMESTAMP).value(), StandardCharsets.UTF_8);
            latencies.add(System.currentTimeMillis() - Long.parseLong(image));
            Diagnosis diagnosis = AvroSerdes.diagnosisCodec().decode(message.value());
            versions.add(diagnosis.getModelVersion());
            twice += seen.add(diagnosis.getImageId()) ? 0 : 1;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A missing record is noticed at the end.
    private void send(KafkaConnection kafka, double perSecond, AtomicBoolean more) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Path> images = ImageFolder.read(ROOT.resolve("demo/images")).files().stream()
                    .filter(file -> !file.toString().contains("broken"))
                    .toList();
            List<byte[]> contents = new ArrayList<>();
            for (Path image : images) {
                contents.add(Files.readAllBytes(image));
            }
            long start = System.nanoTime();
            while (more.get()) {
                int i = sent.get();
                TimeUnit.NANOSECONDS.sleep(Math.max(0, start + (long) (i * 1e9 / perSecond) - System.nanoTime()));
                producer.send(new ProducerRecord<>(
                        Topics.MEDICAL_IMAGES,
                        new byte[] {(byte) (i % 16)},
                        Samples.message(Integer.toString(i), contents.get(i % contents.size()))));
                sent.incrementAndGet();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void swap(
            SignedModels models, KafkaConnection kafka, byte[] bundled, AtomicInteger swaps, AtomicBoolean more) {
        try {
            while (more.get()) {
                String version = Integer.toString(swaps.incrementAndGet());
                ModelProto.Builder model = ModelProto.parseFrom(bundled).toBuilder();
                TinyModels.metadata(model, "created", version);
                Path file = Files.write(
                        models.root().resolve(version + ".onnx"), model.build().toByteArray());
                models.announce(kafka, SIZES, file, version);
                TimeUnit.SECONDS.sleep(5);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
