package org.robustdx.kafka.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.serde.MessageFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class ProgramTest {
    @TempDir
    private Path folder = Path.of("");

    private final StringWriter err = new StringWriter();
    private final Sample sample = new Sample();

    @Command(name = "sample")
    private static final class Sample implements Callable<Integer> {
        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Option(names = "--http-port", defaultValue = "1")
        private int httpPort;

        private Exception failure = new Exception();
        private boolean fails;

        @Override
        public Integer call() throws Exception {
            if (fails) {
                throw failure;
            }
            return 0;
        }
    }

    private int run(Map<String, String> environment, String... args) {
        return Program.run(sample, args, environment, new PrintWriter(new StringWriter()), new PrintWriter(err));
    }

    private int fail(Exception failure) {
        sample.failure = failure;
        sample.fails = true;
        return run(Map.of());
    }

    @Test
    void shouldTakeOptionsThatAreNotGivenFromTheEnvironment() {
        assertThat(run(Map.of("ROBUSTDX_HTTP_PORT", "7"))).isZero();
        assertThat(sample.httpPort).isEqualTo(7);
        assertThat(run(Map.of("ROBUSTDX_HTTP_PORT", "7"), "--http-port", "8")).isZero();
        assertThat(sample.httpPort).isEqualTo(8);
        assertThat(run(Map.of("ROBUSTDX_HTTP_PORT", ""))).isZero();
        assertThat(sample.httpPort).isEqualTo(1);
    }

    @Test
    void shouldTellEachKindOfErrorInOneLineWithItsExitCode() {
        assertThat(run(Map.of(), "--http-port", "many")).isEqualTo(2);
        assertThat(fail(new IllegalArgumentException("rate: 0 (expected: > 0)")))
                .isEqualTo(2);
        assertThat(fail(UserException.badInput("file: none (expected: a file)")))
                .isEqualTo(2);
        assertThat(fail(new IOException("broken\u001b[31m\npipe"))).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith("robustdx: "))
                .noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void shouldPreferPropertiesOfTheCommandLineToThoseOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("k.properties"), "kafka.client.id=a\nkafka.acks=all\n");
        assertThat(run(Map.of(), "--config", file.toString(), "--kafka-property", "client.id=b"))
                .isZero();
        assertThat(sample.cluster.kafka().properties())
                .containsEntry("client.id", "b")
                .containsEntry("acks", "all");
        assertThat(sample.cluster.format()).isSameAs(MessageFormat.SINGLE_OBJECT);
    }

    @Test
    void shouldPreferAPropertyOfTheEnvironmentToThatOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("k.properties"), "kafka.client.id=a\nkafka.acks=all\n");
        assertThat(run(Map.of("ROBUSTDX_KAFKA_PROPERTY", "client.id=b", "ROBUSTDX_CONFIG", file.toString())))
                .isZero();
        assertThat(sample.cluster.kafka().properties())
                .containsEntry("client.id", "b")
                .containsEntry("acks", "all");
    }

    @Test
    void shouldTakeOptionsFromTheFileUnlessTheEnvironmentNamesThem() throws IOException {
        String file = Files.writeString(folder.resolve("k.properties"), "http-port = 7\n")
                .toString();
        assertThat(run(Map.of(), "--config", file)).isZero();
        assertThat(sample.httpPort).isEqualTo(7);
        assertThat(run(Map.of("ROBUSTDX_HTTP_PORT", "8"), "--config=" + file)).isZero();
        assertThat(sample.httpPort).isEqualTo(8);
    }

    @Test
    void shouldNameTheSettingsOfTheFileThatNoCommandHas() throws IOException {
        Path file = Files.writeString(folder.resolve("k.properties"), "client.id=a\n");
        assertThat(run(Map.of(), "--config", file.toString())).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("robustdx: config: " + file + ": unknown settings: [client.id]");
    }

    @Test
    void shouldNameAFileThatIsMissing() {
        Path file = folder.resolve("none");
        assertThat(run(Map.of(), "--config", file.toString())).isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo("robustdx: config: " + file + " (expected: a properties file that can be read)");
    }
}
