package org.robustdx.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.stream.Samples;
import org.robustdx.stream.cli.CommandRun;

class BenchClassifyCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldCompareClassifyWithDecodingAndEngine() throws IOException {
        Path json = folder.resolve("bench.json");
        CommandRun run = bench(Samples.folder(folder.resolve("images"), 4, 0, 0), "--json=" + json);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("warm-up: decode", "round 1: decode");
        JsonNode results = new ObjectMapper().readTree(Files.readString(json));
        for (String key : new String[] {"decode_per_s", "engine_per_s", "bound_per_s", "classify_per_s", "ratio"}) {
            assertThat(results.get(key).asDouble()).as(key).isPositive();
        }
        // The stub takes 10 ms per batch and 0.5 ms per image on any machine.
        assertThat(results.get("engine_per_s").asDouble()).isLessThan(32 / 0.026);
        assertThat(results.get("bound_per_s").asDouble())
                .isLessThanOrEqualTo(results.get("engine_per_s").asDouble());
        assertThat(results.get("workers").asInt()).isEqualTo(3);
    }

    @Test
    void shouldRefuseImagesThatCannotBeDecoded() throws IOException {
        Path images = Samples.folder(folder.resolve("images"), 1, 0, 1);
        CommandRun run = bench(images);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("robustdx: images: " + images.resolve("broken0.png") + ": ");
    }

    private static CommandRun bench(Path images, String... options) {
        List<String> line = new ArrayList<>(List.of(
                "bench",
                "classify",
                "--engine=stub",
                "--seconds=1",
                "--rounds=1",
                "--workers=3",
                "--images=" + images));
        line.addAll(List.of(options));
        return CommandRun.on(new Main(), Map.of(), line.toArray(String[]::new));
    }
}
