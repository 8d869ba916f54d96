package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.stream.Samples;

/** Every mistake of a user gives one line that names it, and the exit code. No test needs a broker. */
class CommandErrorsTest {
    private static final String NOWHERE = "--bootstrap-servers=127.0.0.1:9";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''|a command is missing
                    fly|'fly'
                    stream|--model
                    stream --model m --threads x|--threads
                    stream --model m --threads 0|threads: 0 (expected: 1 to 64)
                    stream --model m --device tpu|--device
                    stream --model m --false-alarm-rate 0|false-alarm-rate: 0.0 (expected: above 0 and below 1)
                    stream --model m --false-alarm-rate NaN|false-alarm-rate: NaN
                    stream --model m --application-id a/b|application-id: a/b (expected:
                    stream --model m --application-id medical|application-id: medical (expected: no beginning of medical-images)
                    stream --model m --max-image-bytes 5|max-image-bytes: 5 (expected: 1024 to 536870912)
                    stream --model m --bootstrap-servers nonsense|bootstrap-servers: nonsense (expected: HOST:PORT
                    stream --model m --processing-guarantee maybe|--processing-guarantee
                    stream --model m --config /does/not/exist|config: /does/not/exist (expected:
                    stream --model m --campaign-window -1|campaign-window: -1 (expected: 0 to 604800)
                    stream --model m --campaign-probability 1|campaign-probability: 1.0 (expected: above 0 and below 1)
                    stream --model m --http-port 70000|http-port: 70000 (expected: 0 to 65535)
                    stream --model m --log-format xml|--log-format
                    stream --model m --near-duplicates 1|near-duplicates: 1 (expected: >= 2)
                    stream --model m --max-batch 0|max-batch: 0 (expected: 1 to 1024)
                    stream --model m --max-batch many|--max-batch
                    stream --model m --max-delay 5000|max-delay: 5000 ms (expected: 0 to 1000 ms)
                    stream --model m --decode-threads -1|decode-threads: -1 (expected: 1 to 256)
                    stream --model m --decode-time 0|decode-time: 0 ms (expected: 1 to 600000 ms)
                    stream --model m --abandoned-threads 0|abandoned-threads: 0 (expected: 1 to 256)
                    stream --model m --workers -1|workers: -1 (expected: >= 1)
                    stream --model m --workers 300|workers: 300 (expected: 1 to 256)
                    stream --model m --intra-op-threads 65|intra-op-threads: 65 (expected: 1 to 64)
                    stream --model m --expected-image-bytes 0|expected-image-bytes: 0 (expected: 1 to 536870912)
                    stream --model m --model-key a=/does/not/exist|model-root: none (expected: a folder
                    stream --model m --model-root .|model-key: none (expected: NAME=FILE, at least one)
                    stream --model m --model-root . --model-key a/b=f|model-key: a/b (expected: a name
                    stream --model m --model-root . --model-key a=f --max-model-bytes 0|max-model-bytes: 0 (expected: 1 to
                    stream --model m --model-root . --model-key a=f --canary-images -1|canary-images: -1 (expected: 0 to 1024)
                    stream --model m --model-root . --model-key a=f --canary-disagreement 2|canary-disagreement: 2.0 (expected: 0 to 1)
                    models|a command is missing (expected: keygen, publish, list or status)
                    models keygen a/b|name: a/b (expected: 1 to 128
                    models keygen a --out /dev/null/keys|out: /dev/null/keys (expected: a folder that can be written)
                    models publish m --name a --model-version 1 --key k=/does/not/exist|key: /does/not/exist (expected: an Ed25519 private key
                    stream --model m --schema-registry registry:8080|schema-registry: registry:8080 (expected: http://HOST:PORT
                    stream --model m --task-policy skin=2|task-policy: skin=2 (expected: TASK=RATE, TASK=RATE/REJECTION
                    stream --model m --task-policy skin=0.01/0.02|task-policy: skin=0.01/0.02 (expected: TASK=RATE
                    stream --model m --task-policy skin=often|task-policy: skin=often (expected: TASK=RATE
                    stream --model m --traces collector:4318|traces: collector:4318 (expected: http://HOST:PORT
                    stream --model m --object-store http://h:1|object-root: none (expected: s3://BUCKET
                    stream --model m --object-root /images|object-root: /images (expected: s3://BUCKET
                    stream --model m --object-root s3://images --object-store h:1|object-store: h:1 (expected: http://HOST:PORT
                    stream --model m --object-root s3://images --object-timeout 0|object-timeout: 0.0 (expected: 1 to 300)
                    stream --model m --object-root s3://images --object-region a/b|object-region: a/b (expected:
                    publish . --claim-check|object-root: none (expected: s3://BUCKET
                    publish|DIR
                    publish /does/not/exist|images: /does/not/exist (expected: a folder)
                    publish . --rate -1|rate: -1.0 (expected: >= 0)
                    publish . --repeat 0|repeat: 0 (expected: > 0)
                    publish . --unknown|--unknown
                    watch --limit 0|limit: 0 (expected: > 0)
                    watch --timeout -3|timeout: -3 (expected: > 0)
                    dlq|expected: list, show or replay
                    dlq fly|'fly'
                    dlq list --reason NOPE|--reason
                    dlq list --position 3|position: 3 (expected: PARTITION/OFFSET)
                    dlq show x|position: x (expected: PARTITION/OFFSET)
                    dlq replay|expected: either --all or any of
                    dlq replay --all --stage READ|expected: either --all or any of
                    """)
    void shouldSayInOneLineWhatIsWrong(String line, String message) {
        assertBadInput(CommandRun.of(line.isEmpty() ? new String[0] : line.split(" ")), message);
    }

    @Test
    void shouldSayThatNoBrokerAnswers() throws IOException {
        Path images = Samples.folder(folder.resolve("images"), 1, 0, 0);
        CommandRun run = CommandRun.of("publish", images.toString(), NOWHERE, "--connect-timeout=1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertOneLine(
                run,
                "no Kafka broker answers at 127.0.0.1:9 within 1 s (if the cluster uses TLS or passwords, pass its settings");
        CommandRun secured = CommandRun.of(
                "publish", images.toString(), NOWHERE, "--connect-timeout=1", "--kafka-property=security.protocol=SSL");
        assertThat(secured.exitCode()).isEqualTo(1);
        assertThat(secured.err())
                .isEqualToIgnoringNewLines("robustdx: no Kafka broker answers at 127.0.0.1:9 within 1 s");
    }

    @Test
    void shouldRefuseUnusableKafkaProperty() {
        CommandRun run =
                CommandRun.of("watch", NOWHERE, "--connect-timeout=1", "--kafka-property=security.protocol=MAGIC");
        assertBadInput(run, "security.protocol");
    }

    @Test
    void shouldGiveTheCommandLinePrecedenceOverEnvironmentAndFile() throws IOException {
        Path config = Files.writeString(folder.resolve("app.properties"), """
                bootstrap-servers = file:1
                model = from-file.onnx
                threads = 3
                application-id = from-file
                connect-timeout = 1
                kafka.sasl.jaas.config = tell nobody
                kafka.client.id = me
                """);
        CommandRun run = CommandRun.with(
                Map.of("ROBUSTDX_THREADS", "5", "ROBUSTDX_APPLICATION_ID", "from-environment"),
                "stream",
                "--config",
                config.toString(),
                "--application-id=from-command-line",
                NOWHERE);
        assertThat(run.out())
                .contains(
                        "model = from-file.onnx",
                        "threads = 5",
                        "application-id = from-command-line",
                        "bootstrap-servers = 127.0.0.1:9",
                        "kafka.client.id = me",
                        "kafka.sasl.jaas.config = ********")
                .doesNotContain("tell nobody");
    }

    @Test
    void shouldRefuseUnknownSettingInTheFile() throws IOException {
        Path config = Files.writeString(folder.resolve("app.properties"), "thread = 3\n");
        assertBadInput(CommandRun.of("watch", "--config=" + config), "unknown settings: [thread]");
    }

    @Test
    void shouldShowHelp() {
        CommandRun run = CommandRun.of("stream", "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--processing-guarantee", "--content-root");
    }

    private static void assertBadInput(CommandRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertOneLine(run, message);
    }

    private static void assertOneLine(CommandRun run, String message) {
        assertThat(run.err()).startsWith("robustdx: ").contains(message).hasLineCount(1);
    }
}
