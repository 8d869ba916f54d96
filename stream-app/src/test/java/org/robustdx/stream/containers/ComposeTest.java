package org.robustdx.stream.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.dicom.DicomSamples;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicReader;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.Review;
import org.robustdx.schemas.ReviewDecision;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.Samples;
import org.robustdx.stream.cli.CommandRun;

/** The stack as docs/operations.md has it started, and the commands that it names, from the host. */
@Tag("containers")
// A limit on hanging, not on speed; in a thread of its own, since the wait for a command heeds no interrupt.
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ComposeTest {
    private static final int CLEAN = 4;
    private static final int SUSPICIOUS = 1;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void assumeThere() throws IOException {
        Images.assumeEngine();
        Images.assumeThere("prometheus");
        Images.assumeThere("console");
        Compose.assumeThere();
    }

    @Test
    void shouldDiagnoseWhatTheHostPublishes() throws Exception {
        ConsoleSecrets console = ConsoleSecrets.make(folder);
        try (Compose stack = Compose.up(
                List.of("compose.yaml"),
                Map.of("CONSOLE_SECRETS", console.folder().toString()))) {
            publishAndWatch(stack, user -> List.of());
            decide(
                    new ConsoleClient(stack.consolePort(), console),
                    new KafkaConnection(stack.bootstrapServers(), Map.of()));
            stack.kafka("topics --list");
            await("Prometheus to have found the app")
                    .atMost(SecureCluster.START)
                    .until(() -> isUp(stack));
        }
    }

    @Test
    void shouldDiagnoseWhatUsersWithPasswordsPublish() throws Exception {
        Path secrets = Shell.makeSecrets(folder, List.of("kafka"));
        ConsoleSecrets console = ConsoleSecrets.make(folder);
        try (Compose stack = Compose.up(
                List.of("compose.yaml", "compose.secure.yaml"),
                Map.of(
                        "SECRETS",
                        secrets.toString(),
                        "CONSOLE_SECRETS",
                        console.folder().toString()))) {
            Login login = user -> List.of("--config=" + secrets.resolve("clients/" + user + ".properties"));
            publishAndWatch(stack, login);
            decide(
                    new ConsoleClient(stack.consolePort(), console),
                    Users.connection(secrets, "reviewer", stack.bootstrapServers()));
            String images = folder.resolve("images").toString();
            String denial = "--deny-principal User:publisher --operation All --topic *";
            stack.kafka("acls --add " + denial);
            CommandRun denied = command(stack, login.options("publisher"), "publish", images);
            assertThat(denied.exitCode()).isEqualTo(1);
            assertThat(denied.err()).contains("that this user may describe");
            stack.kafka("acls --remove --force " + denial);
            run(stack, login.options("publisher"), "publish", images);
            stack.kafka("transactions find-hanging --broker-id 1");
        }
    }

    @Test
    void shouldStoreAReportOfAnImageInItsStudyInTheArchive() throws Exception {
        Images.assumeThere("gateway");
        Images.assumeThere("orthanc");
        ConsoleSecrets console = ConsoleSecrets.make(folder);
        try (Compose stack = Compose.up(
                List.of("compose.yaml"),
                Map.of(
                        "COMPOSE_PROFILES",
                        "department",
                        "CONSOLE_SECRETS",
                        console.folder().toString()))) {
            ArchiveClient archive = stack.archive();
            String study = "1.2.826.0.1.3680043.8.498.1";
            await("the archive to take an image")
                    .atMost(SecureCluster.START)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(
                            () -> archive.store(DicomSamples.chest(256, study, LocalDate.now(ZoneId.systemDefault()))));
            await("a structured report")
                    .atMost(SecureCluster.START)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> archive.count("SR", study) == 1);
            // A gray gradient is no chest X-ray: the bundled model declares it out of scope.
            assertThat(awaitCase(new ConsoleClient(stack.consolePort(), console)))
                    .contains(Topics.OUT_OF_SCOPE_ALERTS);
        }
    }

    private interface Login {
        List<String> options(String user);
    }

    private void publishAndWatch(Compose stack, Login login) throws IOException {
        Path images = Samples.folder(folder.resolve("images"), CLEAN, SUSPICIOUS, 1);
        // Who makes the topics may still be at it.
        await("images to be taken").atMost(SecureCluster.START).untilAsserted(() -> assertThat(
                        run(stack, login.options("publisher"), "publish", images.toString(), "--source=ct-1"))
                .contains("published"));
        TreeSet<String> seen = new TreeSet<>();
        await("all outcomes").atMost(SecureCluster.START).until(() -> {
            String lines = run(stack, login.options("watcher"), "watch", "--from-beginning", "--json", "--timeout=3");
            for (String line : lines.lines().toList()) {
                JsonNode outcome = new ObjectMapper().readTree(line);
                // Not every alert is of one image; the dead letter is awaited below.
                if (!outcome.path("type").asText().equals("dead-letter")) {
                    Optional.ofNullable(outcome.get("imageId")).ifPresent(id -> seen.add(id.asText()));
                }
            }
            return seen.size() == CLEAN + SUSPICIOUS;
        });
        await("the dead letter").atMost(SecureCluster.START).until(() -> run(
                        stack, login.options("operator"), "dlq", "list")
                .contains("CONTENT_UNKNOWN_FORMAT"));
    }

    private static String run(Compose stack, List<String> options, String... command) {
        CommandRun run = command(stack, options, command);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static CommandRun command(Compose stack, List<String> options, String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(options);
        line.add("--bootstrap-servers=" + stack.bootstrapServers());
        return CommandRun.of(line.toArray(String[]::new));
    }

    /** Waits until the console shows an open case to the reviewer, and returns its path. */
    private static String awaitCase(ConsoleClient console) throws IOException {
        await("the console to be ready")
                .atMost(SecureCluster.START)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(console::isReady);
        console.logIn();
        return await("a case in the console")
                .atMost(SecureCluster.START)
                .until(() -> console.cases().stream().findFirst().orElse(""), path -> !path.isEmpty());
    }

    /** Decides about an alert in the console, and checks that consumers of the topic of reviews get this decision. */
    private static void decide(ConsoleClient console, KafkaConnection reviewer) throws IOException {
        String path = awaitCase(console);
        console.decide(path, "CONFIRMED");
        assertThat(console.cases()).as("open cases").doesNotContain(path);
        List<Review> reviews = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(
                reviewer, SizeLimits.ofDefaults(), List.of(new TopicPartition(Topics.REVIEWS, 0)), true)) {
            reader.readToEnd(record -> reviews.add(AvroSerdes.reviewCodec().decode(record.value())));
        }
        assertThat(reviews).hasSize(1);
        assertThat(reviews.get(0).getDecision()).isEqualTo(ReviewDecision.CONFIRMED);
        assertThat(reviews.get(0).getReviewer()).isEqualTo(ConsoleSecrets.PSEUDONYM);
        assertThat(path)
                .endsWith("%s/%d/%d"
                        .formatted(
                                reviews.get(0).getSubjectTopic(),
                                reviews.get(0).getSubjectPartition(),
                                reviews.get(0).getSubjectOffset()));
    }

    private static boolean isUp(Compose stack) throws IOException {
        JsonNode targets;
        try (InputStream answer =
                URI.create(stack.prometheus() + "/api/v1/targets").toURL().openStream()) {
            targets = new ObjectMapper().readTree(answer).at("/data/activeTargets");
        }
        return targets.size() == 1 && targets.at("/0/health").asText().equals("up");
    }
}
