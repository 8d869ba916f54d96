package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** No command prints or logs a secret or a control character. */
class SecretsTest {
    private static final String NOWHERE = "--bootstrap-servers=127.0.0.1:9";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldMaskSecretsInPrintedSettings() throws Exception {
        Path config = Files.writeString(folder.resolve("app.properties"), """
                kafka.basic.auth.user.info = me:hunter2
                kafka.apikey = hunter2
                kafka.pwd = hunter2
                schema-registry = http://me:hunter2@127.0.0.1:9/apis?token=hunter2#hunter2
                """);
        CommandRun run = CommandRun.of(
                "stream",
                "--model=m",
                "--config=" + config,
                NOWHERE,
                "--connect-timeout=1",
                "--kafka-property=anything=hunter2");
        assertThat(run.out())
                .contains("kafka.apikey = ********", "schema-registry = http://127.0.0.1:9/apis\n")
                .doesNotContain("hunter2");
        assertThat(run.err()).isNotEmpty().doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "watch --schema-registry=ftp://me:hunter2@h/a",
        "watch --schema-registry=http://me:hunter2@my_host/a",
        "watch --schema-registry=http://me:hunter2@h/%zz",
        "publish . --schema-registry=me:hunter2@h:1",
        "publish . --traces=http://h:1/?token=hunter2 --object-root=x",
        "publish . --unknown=http://me:hunter2@h/a",
        "models list http://me:hunter2@h/a?token=hunter2",
        "dlq list --bootstrap-servers=me:hunter2@h:1",
        "dlq list --bootstrap-servers=SASL_SSL://me:hunter2@h:1",
        "stream --model=m --object-root=s3://b --object-store=http://h/?hunter2"
    })
    void shouldMaskSecretsOfItsCommandLine(String line) {
        CommandRun run = CommandRun.of((line + " " + NOWHERE + " --connect-timeout=1").split(" "));
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.out() + run.err()).doesNotContain("hunter2");
    }

    @Test
    void shouldPrintNoControlCharactersInErrors() {
        CommandRun run = CommandRun.of("publish", "/does/not/exist\u001B[2J\u202E\u009B", NOWHERE);
        assertThat(run.err()).hasLineCount(1).contains("exist\\u001b[2J\\u202e\\u009b");
    }

    @Test
    void shouldLogNeitherSecretsNorControlCharacters() throws Exception {
        Exception cause = new IllegalStateException("at http://me:hunter2@h:1/a?token=hunter2 \u009B2J");
        List<String> lines;
        try (JsonLog log = new JsonLog()) {
            LoggerFactory.getLogger("other.library")
                    .error("no \u001B[2J\u202E answer {}", "http://x@h/?hunter2", cause);
            lines = log.lines();
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).doesNotContain("hunter2", "\u009B", "\u202E").contains("http://h:1/a");
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.get("message").asText()).isEqualTo("no \\u001b[2J\\u202e answer {}");
        assertThat(line.at("/arguments/0").asText()).isEqualTo("http://h/");
        assertThat(line.at("/throwable/message").asText()).isEqualTo("at http://h:1/a \\u009b2J");
    }

    @Test
    void shouldWriteNeitherSecretsNorControlCharactersToTheLogFile() throws Exception {
        Path log = folder.resolve("log");
        Exception cause = new IllegalStateException("at http://me:hunter2@h:1/a?token=hunter2 \u001B[2J\nnext");
        ch.qos.logback.classic.Logger root =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        List<Appender<ILoggingEvent>> before = appenders(root);
        Logs.alsoTo(log);
        try {
            LoggerFactory.getLogger("other.library").error("failed", cause);
        } finally {
            List<Appender<ILoggingEvent>> added = appenders(root);
            added.removeAll(before);
            added.forEach(root::detachAppender);
            added.forEach(Appender::stop);
            root.setLevel(level);
        }
        assertThat(Files.readString(log))
                .contains("at http://h:1/a \\u001b[2J\nnext", "\n\tat ")
                .doesNotContain("hunter2", "\u001B");
    }

    private static List<Appender<ILoggingEvent>> appenders(ch.qos.logback.classic.Logger logger) {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        logger.iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }

    @Test
    void shouldNameMissingTlsFiles() {
        Map<String, String> expected = Map.of(
                "--http-certificate=c", "http-key: none (expected: a file, because of --http-certificate)",
                "--http-key=k", "http-certificate: none (expected: a file, because of --http-key)",
                "--http-keystore=s",
                        "http-keystore-password-file: none (expected: a file, because of --http-keystore)");
        expected.forEach((option, message) -> {
            CommandRun run = CommandRun.of("stream", "--model=m", option, "--http-port=1", NOWHERE);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains(message);
        });
    }
}
