package org.robustdx.stream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.stream.AppProcess;
import org.robustdx.stream.Outcomes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.Sender;
import org.robustdx.stream.SignedModels;

/**
 * The app in a separate JVM, killed twice while images arrive and models change. Checks what a consumer of committed
 * records sees.
 */
class KillAndRestartTest {
    private static final SizeLimits SIZES = new SizeLimits(1 << 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    private final List<AppProcess> started = new ArrayList<>();

    @AfterEach
    void leaveNothingRunning() {
        started.forEach(AppProcess::close);
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
            try (Sender sender = new Sender(kafka);
                    TopicReader reader = TopicReader.open(kafka, SIZES, outputs, true)) {
                Outcomes outcomes = new Outcomes(reader, this::checkAlive);
                AppProcess app = start(model, models, broker.bootstrapServers());
                outcomes.readUntilMoreBy(100);
                // While the new model is being judged.
                models.announce(kafka, SIZES, models.model("2", same -> {}), "2");
                app.kill();
                assertThat(inUse()).as("the mark of a state in use").exists();

                app = start(model, models, broker.bootstrapServers());
                outcomes.readUntilMoreBy(100);
                outcomes.readUntilLastIsBy("2");
                models.announce(kafka, SIZES, models.model("3", same -> {}), "3");
                // While the previous model answers its last images.
                outcomes.readUntilLastIsBy("3");
                app.kill();

                app = start(model, models, broker.bootstrapServers());
                outcomes.readUntilMoreBy(100);
                outcomes.readUntilLastIsBy("3");
                Map<String, String> sent = sender.stop();
                outcomes.readAll(sent.size());
                app.stop();
                assertThat(inUse()).as("the mark of a state in use").doesNotExist();
                outcomes.read();
                outcomes.assertExactlyOnce(sent);
            }
        }
    }

    private Path inUse() {
        return folder.resolve("state").resolve("robustdx.in-use");
    }

    private void checkAlive() {
        AppProcess last = started.get(started.size() - 1);
        if (!last.isAlive()) {
            throw new AssertionError("the app ended: " + last.log());
        }
    }

    private AppProcess start(Path model, SignedModels models, String bootstrapServers) throws IOException {
        AppProcess app = AppProcess.start(
                folder.resolve("app.log"),
                "256m",
                "org.robustdx.stream.cli.Main",
                List.of(
                        "stream",
                        "--bootstrap-servers=" + bootstrapServers,
                        "--model=" + model,
                        "--device=cpu",
                        "--model-key=" + SignedModels.KEY + "=" + models.publicKey(),
                        "--model-root=" + models.root(),
                        "--canary-images=0",
                        "--max-image-bytes=" + SIZES.maxImageBytes(),
                        "--state-dir=" + folder.resolve("state"),
                        // Shorter timeouts than in production, so that the killed instance and its open transaction are
                        // given up sooner.
                        "--kafka-property=session.timeout.ms=8000",
                        "--kafka-property=heartbeat.interval.ms=1000",
                        "--kafka-property=producer.transaction.timeout.ms=6000"));
        started.add(app);
        return app;
    }
}
