package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.InferenceException;
import org.robustdx.inference.pipeline.PipelineListener;
import org.robustdx.inference.pipeline.PipelineOptions;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Configs;
import org.robustdx.stream.HookedEngine;
import org.robustdx.stream.Samples;
import org.robustdx.stream.config.Batching;
import org.robustdx.stream.config.Operations;
import org.robustdx.stream.config.StreamConfig;
import org.robustdx.stream.diagnosis.ServedModel;

/**
 * Checks what a consumer of committed records sees while engines fail and instances start and stop: every outcome,
 * once, in order.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class ReadAheadOnABrokerTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int PARTITIONS = 3;
    // Enough keys for every partition.
    private static final int KEYS = 12;
    private static final int EVERY_NTH_FLAGGED = 7;
    private static final int EVERY_NTH_BROKEN = 10;

    /** Kafka Streams does not leave its group when it closes, so the next instance waits for this timeout. */
    private static final Map<String, String> SOON_MISSED =
            Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1000");

    @TempDir
    private Path folder = Path.of("");

    private Optional<EmbeddedBroker> broker = Optional.empty();
    private KafkaConnection kafka = new KafkaConnection("localhost:1", Map.of());
    private final List<TopicPartition> outputs = new ArrayList<>();
    private int sent;

    @BeforeEach
    void start() throws Exception {
        EmbeddedBroker started = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES);
        broker = Optional.of(started);
        kafka = new KafkaConnection(started.bootstrapServers(), Map.of());
        try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), READY)) {
            topics.create(PARTITIONS, (short) 1, SIZES);
            outputs.addAll(topics.partitions(Topics.DIAGNOSES));
            outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
        }
    }

    @AfterEach
    void stop() {
        broker.ifPresent(EmbeddedBroker::close);
    }

    @Test
    void shouldKeepOrderAndFillBatches() throws Exception {
        send(400);
        try (StreamApp app = app("one", SOON_MISSED, open())) {
            assertEachOnceInOrder(app);
            assertThat(app.readAhead().hits()).isEqualTo(400);
            assertThat(app.readAhead().misses()).isZero();
            assertThat(app.pipeline().batches()).isLessThan(app.pipeline().batchedImages());
        }
    }

    @Test
    void shouldWorkWithTheStreamsGroupProtocol() throws Exception {
        send(100);
        try (StreamApp app = app("one", Map.of("group.protocol", "streams"), open())) {
            assertEachOnceInOrder(app);
            assertThat(app.readAhead().hits()).isEqualTo(100);
        }
    }

    @Test
    void shouldLoseNothingWhenTheEngineFails() throws Exception {
        send(200);
        AtomicInteger runsLeft = new AtomicInteger(Integer.MAX_VALUE);
        ServedModel lost = HookedEngine.served(open(), () -> {
            if (runsLeft.decrementAndGet() < 0) {
                throw new InferenceException("device lost", new IllegalStateException("device lost"));
            }
        });
        try (StreamApp app = app("one", SOON_MISSED, lost)) {
            runsLeft.set(10); // The warm-up is over.
            app.awaitEnd();
            assertThat(app.failure()).hasValueSatisfying(why -> assertThat(why).contains("device lost"));
        }
        send(100);
        try (StreamApp app = app("one", SOON_MISSED, open())) {
            assertEachOnceInOrder(app);
        }
    }

    @Test
    void shouldLoseNothingWhenInstancesStartAndStop() throws Exception {
        StreamApp first = app("one", SOON_MISSED, open());
        first.awaitRunning(READY);
        send(150);
        StreamApp second = app("two", SOON_MISSED, open());
        try {
            second.awaitRunning(READY);
            send(150);
            sendUntil(() -> second.readAhead().hits() > 0);
            first.close();
            send(150);
            assertEachOnceInOrder(second);
        } finally {
            first.close();
            second.close();
        }
    }

    private ServedModel open() throws Exception {
        return StreamApp.open(Samples.model(folder), Device.CPU, 1);
    }

    private StreamApp app(String instance, Map<String, String> properties, ServedModel model) {
        StreamConfig config = Configs.of(
                "test",
                new KafkaConnection(kafka.bootstrapServers(), properties),
                folder,
                SIZES,
                folder.resolve(instance),
                new Batching(new PipelineOptions(8, Duration.ofMillis(10), 2, 2), 1000));
        return StreamApp.start(config, model, Operations.ofDefaults().withoutKnownAnswers(), PipelineListener.NONE);
    }

    private void send(int more) {
        int[] left = {more};
        sendUntil(() -> left[0]-- == 0);
    }

    /** Sends images one after the other, each acknowledged, until a condition holds. */
    private void sendUntil(BooleanSupplier enough) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
            while (!enough.getAsBoolean()) {
                sent++;
                byte[] content = sent % EVERY_NTH_BROKEN == 0
                        ? "no image".getBytes(StandardCharsets.UTF_8)
                        : sent % EVERY_NTH_FLAGGED == 0 ? Samples.suspicious() : Samples.clean();
                byte[] key = {(byte) (sent % KEYS)};
                producer.send(new ProducerRecord<>(
                                Topics.MEDICAL_IMAGES, key, Samples.message(Integer.toString(sent), content)))
                        .get();
            }
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertEachOnceInOrder(StreamApp app) {
        Map<String, List<Integer>> diagnosed = new HashMap<>();
        Map<String, List<Integer>> dead = new HashMap<>();
        int count = 0;
        try (TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
            while (count < sent || !reader.atEnd()) {
                assertThat(app.failure()).isEmpty();
                for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(Duration.ofMillis(100))) {
                    boolean diagnosis = outcome.topic().equals(Topics.DIAGNOSES);
                    String id = diagnosis
                            ? AvroSerdes.diagnosisCodec()
                                    .decode(outcome.value())
                                    .getImageId()
                            : AvroSerdes.imageEventCodec()
                                    .decode(outcome.value())
                                    .getImageId();
                    (diagnosis ? diagnosed : dead)
                            .computeIfAbsent(Integer.toString(outcome.key()[0]), key -> new ArrayList<>())
                            .add(Integer.valueOf(id));
                    count++;
                }
            }
        }
        Map<String, List<Integer>> expectedDiagnosed = new HashMap<>();
        Map<String, List<Integer>> expectedDead = new HashMap<>();
        for (int i = 1; i <= sent; i++) {
            (i % EVERY_NTH_BROKEN == 0 ? expectedDead : expectedDiagnosed)
                    .computeIfAbsent(Integer.toString(i % KEYS), key -> new ArrayList<>())
                    .add(i);
        }
        assertThat(diagnosed).isEqualTo(expectedDiagnosed);
        assertThat(dead).isEqualTo(expectedDead);
    }
}
