package org.robustdx.stream.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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
        Path console = Shell.makeConsole(folder);
        try (Compose stack = Compose.up(List.of("compose.yaml"), Map.of("CONSOLE_SECRETS", console.toString()))) {
            publishAndWatch(stack, user -> List.of());
            awaitConsole(stack, console);
            stack.kafka("topics --list");
            await("Prometheus to have found the app")
                    .atMost(SecureCluster.START)
                    .until(() -> isUp(stack));
        }
    }

    @Test
    void shouldDiagnoseWhatUsersWithPasswordsPublish() throws Exception {
        Path secrets = Shell.makeSecrets(folder, List.of("kafka"));
        Path console = Shell.makeConsole(folder);
        try (Compose stack = Compose.up(
                List.of("compose.yaml", "compose.secure.yaml"),
                Map.of("SECRETS", secrets.toString(), "CONSOLE_SECRETS", console.toString()))) {
            Login login = user -> List.of("--config=" + secrets.resolve("clients/" + user + ".properties"));
            publishAndWatch(stack, login);
            awaitConsole(stack, console);
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

    /** Waits until the console answers over TLS that it has read the topics. */
    private static void awaitConsole(Compose stack, Path secrets) throws IOException, GeneralSecurityException {
        Path files = secrets.resolve("files");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(files.resolve("console.p12"))) {
            store.load(in, Files.readString(files.resolve("password")).strip().toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("console", store.getCertificate("console"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        HttpRequest ready = HttpRequest.newBuilder(
                        URI.create("https://localhost:%d/health/ready".formatted(stack.consolePort())))
                .build();
        await("the console to be ready")
                .atMost(SecureCluster.START)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> client.send(ready, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
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
