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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.stream.Samples;
import org.robustdx.stream.cli.CommandRun;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class BenchServeCommandTest {
    private static final String[] PROCESSES = {"app", "broker", "load_generator", "reader"};

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldMeasureWithProcessesOfItsOwnAndEndThem() throws IOException {
        JsonNode results = bench(
                "--stub-call-ms=5",
                "--stub-image-ms=0.25",
                "--max-batch=1",
                "--partitions=1",
                "--seconds=1",
                "--warm-up=1");
        assertContract(results);
        assertThat(results.get("stub_call_ms").asDouble()).isEqualTo(5);
        assertThat(results.get("stub_image_ms").asDouble()).isEqualTo(0.25);
        assertThat(results.get("mean_batch").asDouble()).isEqualTo(1);
        assertThat(results.get("steady").asBoolean())
                .as("the warm-up is too short for three windows")
                .isFalse();
        assertThat(results.get("cold_start").get("ready_s").asDouble()).isPositive();
        assertThat(results.get("cold_start").get("first_outcome_s").asDouble()).isPositive();
        assertThat(results.get("half_load_stages_ms").get("engine").asDouble())
                .as("the engine takes at least the stub's time")
                .isGreaterThan(5.2);
        assertThat(results.has("latency_curve")).isFalse();
        assertThat(ProcessHandle.current().children())
                .as("processes that are left")
                .isEmpty();
    }

    @Test
    @Tag("soak") // Takes some minutes, because every measurement has a warm-up.
    void shouldMeasureEverythingInOneRun() throws IOException {
        JsonNode results = bench("--partitions=2", "--seconds=1", "--curve=" + folder);
        assertContract(results);
        // The stub takes 10 ms per batch and 0.5 ms per image on any machine.
        assertThat(results.get("ceiling_per_s").asDouble()).isLessThan(32 / 0.026);
        assertThat(results.get("naive_per_s").asDouble()).isLessThan(1 / 0.0105);
        assertThat(results.get("two_instances_per_s").asDouble()).isPositive();
        List<Integer> loads = new ArrayList<>();
        for (JsonNode level : results.get("latency_curve")) {
            loads.add(level.get("load_percent").asInt());
            assertThat(level.get("p99_ms").asDouble())
                    .isGreaterThanOrEqualTo(level.get("p50_ms").asDouble());
        }
        assertThat(loads).first().isEqualTo(10);
        assertThat(loads).isSorted();
        assertThat(folder.resolve("latency.png")).isNotEmptyFile();
    }

    private JsonNode bench(String... options) throws IOException {
        Path json = folder.resolve("bench.json");
        List<String> line = new ArrayList<>(List.of(
                "bench",
                "serve",
                "--engine=stub",
                "--images=" + Samples.folder(folder.resolve("images"), 4, 0, 1),
                "--json=" + json));
        line.addAll(List.of(options));
        CommandRun run = CommandRun.on(new Main(), Map.of(), line.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("ceiling (no Kafka)", "end to end,", "cold start:", "two instances", "naive app");
        return new ObjectMapper().readTree(Files.readString(json));
    }

    /** Checks the keys on which others rely. */
    private static void assertContract(JsonNode results) {
        for (String key : new String[] {"ceiling_per_s", "end_to_end_per_s", "naive_per_s", "p50_ms", "p99_ms"}) {
            assertThat(results.get(key).asDouble()).as(key).isPositive();
        }
        assertThat(results.get("misses").asLong()).isZero();
        for (String process : PROCESSES) {
            assertThat(results.get("processor_ms_per_image").get(process).asDouble())
                    .as(process)
                    .isNotNegative();
            assertThat(results.get("half_load_processor_ms_per_image")
                            .get(process)
                            .asDouble())
                    .as(process)
                    .isNotNegative();
        }
    }
}
