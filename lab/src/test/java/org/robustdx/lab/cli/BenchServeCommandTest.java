package org.robustdx.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.stream.Samples;
import org.robustdx.stream.cli.CommandRun;

@Tag("soak") // Takes a minute or two, because every measurement has a warm-up.
class BenchServeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldMeasureEverythingInOneRun() throws IOException {
        Path json = folder.resolve("bench.json");
        CommandRun run = CommandRun.on(
                new Main(),
                Map.of(),
                "bench",
                "serve",
                "--engine=stub",
                "--images=" + Samples.folder(folder.resolve("images"), 4, 0, 1),
                "--partitions=2",
                "--seconds=1",
                "--json=" + json);
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode results = new ObjectMapper().readTree(Files.readString(json));
        for (String key : new String[] {"ceiling_per_s", "end_to_end_per_s", "naive_per_s", "p50_ms", "p99_ms"}) {
            assertThat(results.get(key).asDouble()).as(key).isPositive();
        }
        // The stub takes 10 ms per batch and 0.5 ms per image on any machine.
        assertThat(results.get("ceiling_per_s").asDouble()).isLessThan(32 / 0.026);
        assertThat(results.get("naive_per_s").asDouble()).isLessThan(1 / 0.0105);
        assertThat(results.get("misses").asLong()).isZero();
        assertThat(run.out()).contains("ceiling (no Kafka)", "end to end, 2 partitions", "two instances", "naive app");
    }
}
