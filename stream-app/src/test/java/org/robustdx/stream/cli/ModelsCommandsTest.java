package org.robustdx.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.stream.Samples;

class ModelsCommandsTest {
    private static final SizeLimits SIZES = new SizeLimits(64 << 10);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldMakeKeysAnnounceAndList() throws Exception {
        Path model =
                Samples.model(Files.createDirectory(folder.resolve("models")).toRealPath());
        Path newFolder = folder.resolve("new/keys");
        CommandRun keys = CommandRun.of("models", "keygen", "prod", "--out=" + newFolder);
        assertThat(keys.exitCode()).as(keys.err()).isZero();
        assertThat(keys.out()).contains("stream --model-key prod=" + newFolder.resolve("prod.pub"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, SIZES)) {
            String servers = "--bootstrap-servers=" + broker.bootstrapServers();
            CommandRun none = CommandRun.of("models", "list", servers);
            assertThat(none.exitCode()).isEqualTo(1);
            assertThat(none.err())
                    .startsWith("robustdx: missing topics: models")
                    .hasLineCount(1);

            CommandRun published = CommandRun.of(
                    "models",
                    "publish",
                    model.toString(),
                    "--name=tiny",
                    "--model-version=2",
                    "--key=prod=" + newFolder.resolve("prod.key"),
                    servers);
            assertThat(published.exitCode()).as(published.err()).isZero();
            assertThat(published.out()).startsWith("announced tiny version 2, sha256 ");

            CommandRun listed = CommandRun.of("models", "list", "--json", servers);
            JsonNode line = new ObjectMapper().readTree(listed.out());
            assertThat(line.get("name").asText()).isEqualTo("tiny");
            assertThat(line.get("key").asText()).isEqualTo("prod");
            assertThat(line.get("uri").asText()).isEqualTo(model.toUri().toString());
            assertThat(CommandRun.of("models", "list", servers).out()).contains("tiny", "prod", "tiny.onnx");
        }
    }

    @Test
    void shouldNotAnnounceAModelThatEveryInstanceWouldRefuse() throws Exception {
        Path model = Files.writeString(folder.resolve("bad.onnx"), "no model");
        CommandRun.of("models", "keygen", "prod", "--out=" + folder);
        CommandRun run = CommandRun.of(
                "models",
                "publish",
                model.toString(),
                "--name=tiny",
                "--model-version=2",
                "--key=prod=" + folder.resolve("prod.key"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("robustdx: model: ")
                .contains("not an ONNX model")
                .hasLineCount(1);
    }
}
