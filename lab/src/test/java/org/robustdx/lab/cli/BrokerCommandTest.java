package org.robustdx.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.BrokerFolder;
import org.robustdx.kafka.ImageProducers;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.stream.AppProcess;
import org.robustdx.stream.cli.CommandRun;

class BrokerCommandTest {
    private static final SizeLimits SIZES = SizeLimits.ofDefaults();
    private static final Pattern ADDRESS = Pattern.compile("broker: (\\S+);");
    private static final int STOPPED_BY_SIGTERM = 143;

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
    void shouldKeepTopicsAndRecordsUntilTheNextStart() throws Exception {
        Path data = folder.resolve("kafka-data");
        try (AppProcess broker = start(data, "first.log")) {
            KafkaConnection kafka = kafka(broker);
            try (Producer<byte[], byte[]> producer = ImageProducers.open(kafka, SIZES, Map.of())) {
                producer.send(new ProducerRecord<>(Topics.MEDICAL_IMAGES, "kept".getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
            CommandRun second = run("--data=" + data, "--port=0");
            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.err())
                    .isEqualToIgnoringNewLines(
                            "robustdx: data: " + data + " (expected: a folder that no running broker uses)");
            broker.stop();
            assertThat(broker.exitCode()).isEqualTo(STOPPED_BY_SIGTERM);
            assertThat(broker.log())
                    .contains("stopped; the data stays in " + data)
                    .doesNotContain("ERROR", "WARN");
        }
        try (AppProcess broker = start(data, "second.log")) {
            KafkaConnection kafka = kafka(broker);
            try (TopicAdmin topics = TopicAdmin.connect(kafka.clientProperties("admin"), Duration.ofSeconds(30))) {
                topics.check(SIZES);
                assertThat(images(kafka, topics)).containsExactly("kept");
            }
            broker.stop();
            assertThat(broker.log()).doesNotContain("ERROR", "WARN");
        }
    }

    @Test
    void shouldRefuseAFolderOfAnotherProgramAndAPortInUse() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertBadInput(run("--data=" + folder), "data: " + folder + " (expected: a new or empty folder");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path data = folder.resolve("data");
            CommandRun run = run("--data=" + data, "--port=" + other.getLocalPort());
            assertBadInput(run, "port: %d (expected: a port that no".formatted(other.getLocalPort()));
            BrokerFolder.claim(data).close(); // The failed start has released it.
        }
    }

    private AppProcess start(Path data, String log) throws IOException, InterruptedException {
        AppProcess broker = AppProcess.start(
                folder.resolve(log), "256m", Main.class.getName(), List.of("broker", "--data=" + data, "--port=0"));
        assertThat(broker.awaitLog("stop with Ctrl-C")).as(broker.log()).isTrue();
        return broker;
    }

    private static KafkaConnection kafka(AppProcess broker) {
        Matcher address = ADDRESS.matcher(broker.log());
        assertThat(address.find()).as(broker.log()).isTrue();
        return new KafkaConnection(address.group(1), Map.of());
    }

    private static List<String> images(KafkaConnection kafka, TopicAdmin topics) {
        List<String> values = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(kafka, SIZES, topics.partitions(Topics.MEDICAL_IMAGES), true)) {
            reader.readToEnd(message -> values.add(new String(message.value(), StandardCharsets.UTF_8)));
        }
        return values;
    }

    private static CommandRun run(String... options) {
        List<String> line = new ArrayList<>(List.of("broker"));
        line.addAll(List.of(options));
        return CommandRun.on(new Main(), Map.of(), line.toArray(String[]::new));
    }

    private static void assertBadInput(CommandRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("robustdx: ").contains(message).hasLineCount(1);
    }
}
