package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.SignedModels;
import org.robustdx.stream.broker.EmbeddedBroker;
import org.robustdx.stream.broker.TopicAdmin;
import org.robustdx.stream.config.KafkaConnection;
import org.robustdx.stream.config.SizeLimits;
import org.robustdx.stream.deadletter.DeadLetter;
import org.robustdx.stream.topology.Topics;
import org.robustdx.stream.watch.TopicReader;

/** The app in a JVM of its own, killed twice while images come in and models change: what a consumer of committed records then sees. */
class KillAndRestartTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int EVERY_NTH_BROKEN = 10;

    @TempDir
    private Path folder = Path.of("");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNothingRunning() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
    void shouldLoseNothingAndRepeatNothing() throws Exception {
        Path model = Samples.model(folder);
        SignedModels models = SignedModels.in(folder);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), Map.of());
            List<TopicPartition> outputs = new ArrayList<>();
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), TIMEOUT)) {
                topics.create(2, (short) 1, SIZES);
                topics.createCompacted(Topics.MODELS, (short) 1);
                topics.createCompacted(Topics.MODEL_STATUS, (short) 1);
                outputs.addAll(topics.partitions(Topics.DIAGNOSES));
                outputs.addAll(topics.partitions(Topics.DEAD_LETTERS));
            }
            Outcomes outcomes = new Outcomes(folder.resolve("app.log"));
            try (Sender sender = new Sender(kafka);
                    TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                Process app = start(model, models, broker.bootstrapServers());
                outcomes.readUntilMoreBy(100, reader, app);
                // While the new model is being judged.
                models.announce(kafka, SIZES, models.model("2", same -> {}), "2");
                app.destroyForcibly().waitFor();

                app = start(model, models, broker.bootstrapServers());
                outcomes.readUntilMoreBy(100, reader, app);
                outcomes.readUntilLastIsBy("2", reader, app);
                models.announce(kafka, SIZES, models.model("3", same -> {}), "3");
                // While the model before answers its last images.
                outcomes.readUntilLastIsBy("3", reader, app);
                app.destroyForcibly().waitFor();

                app = start(model, models, broker.bootstrapServers());
                outcomes.readUntilMoreBy(100, reader, app);
                outcomes.readUntilLastIsBy("3", reader, app);
                Map<String, String> sent = sender.stop();
                while (outcomes.count() < sent.size() || !reader.atEnd()) {
                    outcomes.read(reader);
                    outcomes.checkAlive(app);
                }
                app.destroy();
                app.waitFor();
                outcomes.read(reader);
                assertThat(outcomes.twice).as("seen twice").isEmpty();
                assertThat(outcomes.diagnosed.keySet().size() + outcomes.dead.size())
                        .isEqualTo(sent.size());
                sent.forEach((position, imageId) -> {
                    boolean broken = Integer.parseInt(imageId) % EVERY_NTH_BROKEN == 0;
                    assertThat(outcomes.diagnosed.containsKey(imageId))
                            .as(imageId)
                            .isEqualTo(!broken);
                    assertThat(outcomes.dead.containsKey(position)).as(imageId).isEqualTo(broken);
                });
            }
        }
    }

    private Process start(Path model, SignedModels models, String bootstrapServers) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        File log = folder.resolve("app.log").toFile();
        Process app = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "org.robustdx.stream.cli.Main",
                        "stream",
                        "--bootstrap-servers=" + bootstrapServers,
                        "--model=" + model,
                        "--device=cpu",
                        "--model-key=" + SignedModels.KEY + "=" + models.publicKey(),
                        "--model-root=" + models.root(),
                        "--canary-images=0",
                        "--max-image-bytes=" + SIZES.maxImageBytes(),
                        "--state-dir=" + folder.resolve("state"),
                        // The killed instance and its open transaction are given up sooner than in production.
                        "--kafka-property=session.timeout.ms=8000",
                        "--kafka-property=heartbeat.interval.ms=1000",
                        "--kafka-property=producer.transaction.timeout.ms=6000")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        started.add(app);
        return app;
    }

    /** Sends images in a thread of its own until it is told to stop, so that every kill is in mid-stream. */
    private static final class Sender implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;
        private final Map<String, String> idByPosition = new ConcurrentHashMap<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread = new Thread(this::send, "sender");

        Sender(KafkaConnection kafka) {
            producer = new KafkaProducer<>(
                    kafka.clientProperties("producer"), new ByteArraySerializer(), new ByteArraySerializer());
            thread.start();
        }

        @SuppressWarnings("FutureReturnValueIgnored") // The callback learns what came of it.
        private void send() {
            try {
                for (int i = 1; !stopped.get(); i++) {
                    String imageId = Integer.toString(i);
                    byte[] value = i % EVERY_NTH_BROKEN == 0
                            ? "broken".getBytes(StandardCharsets.UTF_8)
                            : Samples.message(imageId, Samples.clean());
                    byte[] key = ("source-" + i % 7).getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, key, value), (at, e) -> {
                        if (e == null) {
                            idByPosition.put(at.partition() + "/" + at.offset(), imageId);
                        }
                    });
                    Thread.sleep(5); // A pace at which the kill falls amid the images; nothing relies on it.
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Map<String, String> stop() throws InterruptedException {
            stopped.set(true);
            thread.join();
            producer.flush();
            return idByPosition;
        }

        @Override
        public void close() {
            stopped.set(true);
            producer.close();
        }
    }

    private static final class Outcomes {
        final Map<String, Boolean> diagnosed = new HashMap<>();
        final Map<String, Boolean> dead = new HashMap<>();
        final List<String> twice = new ArrayList<>();
        private final Path log;
        private String lastVersion = "";

        Outcomes(Path log) {
            this.log = log;
        }

        void checkAlive(Process app) throws IOException {
            if (!app.isAlive()) {
                throw new AssertionError("the app ended: " + Files.readString(log));
            }
        }

        int count() {
            return diagnosed.size() + dead.size();
        }

        void readUntilLastIsBy(String version, TopicReader reader, Process app) throws IOException {
            while (!version.equals(lastVersion)) {
                read(reader);
                checkAlive(app);
            }
        }

        void readUntilMoreBy(int more, TopicReader reader, Process app) throws IOException {
            int target = count() + more;
            while (count() < target) {
                read(reader);
                checkAlive(app);
            }
        }

        void read(TopicReader reader) {
            for (ConsumerRecord<byte[], byte[]> message : reader.poll(Duration.ofMillis(100))) {
                if (message.topic().equals(Topics.DIAGNOSES)) {
                    Diagnosis diagnosis = AvroSerdes.diagnosisCodec().decode(message.value());
                    lastVersion = diagnosis.getModelVersion();
                    once(diagnosed, diagnosis.getImageId());
                } else {
                    once(dead, header(message, DeadLetter.PARTITION) + "/" + header(message, DeadLetter.OFFSET));
                }
            }
        }

        private void once(Map<String, Boolean> seen, String what) {
            if (seen.put(what, true) != null) {
                twice.add(what);
            }
        }

        private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
            return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
        }
    }
}
