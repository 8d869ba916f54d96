package org.robustdx.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.stream.Samples;
import org.robustdx.stream.cli.CommandRun;

class BenchGraphCommandTest {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("robustdx.root")));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldAssignEveryNodeOfTheBundledModelToItsPart() throws IOException {
        JsonNode results =
                run(ROOT.resolve("models/phantom.onnx"), ROOT.resolve("demo/images/clean"), "--batch=2", "--rounds=1");
        // The runtime fuses other nodes into convolutions, and drops none that differs from the others.
        assertThat(convolutions(results, "first_pass")).isEqualTo(16);
        assertThat(convolutions(results, "second_pass")).isEqualTo(16);
        assertThat(convolutions(results, "decoder")).isEqualTo(6);
        assertThat(convolutions(results, "detectors")).isPositive();
        assertThat(convolutions(results, "scope")).isEqualTo(5);
        double sum = 0;
        double share = 0;
        int nodes = 0;
        for (JsonNode part : results.get("parts")) {
            assertThat(part.get("nodes").asInt()).isPositive();
            sum += part.get("ms").asDouble();
            share += part.get("share").asDouble();
            nodes += part.get("nodes").asInt();
        }
        assertThat(nodes).isEqualTo(results.get("nodes").size());
        assertThat(sum)
                .as("no node is unknown")
                .isCloseTo(results.get("nodes_ms").asDouble(), within(1e-9));
        assertThat(share).isCloseTo(1, within(1e-9));
        assertThat(results.get("file_ms").asDouble()).isPositive();
        assertThat(results.get("classifier_ms").asDouble()).isPositive();
        assertThat(results.get("images").asInt()).isEqualTo(64);
        assertThat(results.get("run_twice_share").asDouble()).as("clean images").isLessThan(0.05);
    }

    @Test
    void shouldCountTheImagesThatRunTwice() throws IOException {
        JsonNode results = run(
                Samples.model(folder), Samples.folder(folder.resolve("images"), 3, 1, 1), "--batch=1", "--rounds=1");
        assertThat(results.get("images").asInt()).isEqualTo(4);
        assertThat(results.get("run_twice_share").asDouble()).isEqualTo(0.25);
        assertThat(results.get("passes_per_image").asDouble())
                .isCloseTo(1.25 * results.get("passes_per_run").asDouble(), within(1e-9));
    }

    private JsonNode run(Path model, Path images, String... options) throws IOException {
        Path json = folder.resolve("graph.json");
        CommandRun run = CommandRun.on(
                new Main(),
                Map.of(),
                "bench",
                "graph",
                "--model=" + model,
                "--images=" + images,
                "--json=" + json,
                options[0],
                options[1]);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("classifier alone", "second pass");
        return new ObjectMapper().readTree(Files.readString(json));
    }

    private static long convolutions(JsonNode results, String part) {
        return StreamSupport.stream(results.get("nodes").spliterator(), false)
                .filter(node -> node.get("operator").asText().endsWith("Conv"))
                .filter(node -> node.get("part").asText().equals(part))
                .count();
    }
}
