package org.robustdx.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTrainTest {
    @TempDir
    Path dir = Path.of("");

    @Test
    void tableAndFileHoldEachCaseAndTheKindsOfOperation() throws Exception {
        Path json = dir.resolve("bench.json");
        Cli cli = Cli.run(
                "bench",
                "train",
                "--case",
                "reference",
                "--case",
                "pgd",
                "--batch",
                2,
                "--steps",
                1,
                "--blocks",
                2,
                "--attack-steps",
                1,
                "--width",
                4,
                "--image-size",
                32,
                "--operations",
                50,
                "--json",
                json);

        assertThat(cli.exit()).isZero();
        assertThat(cli.out())
                .containsPattern("ms +\\d+ calls  conv2d")
                .containsPattern("reference +\\d")
                .containsPattern("pgd +\\d");
        assertThat(cli.err().lines()).hasSize(4).anyMatch(line -> line.startsWith("pgd, block 2 of 2: "));
        JsonNode summary = new ObjectMapper().readTree(json.toFile());
        assertThat(summary.path("step_ms").asDouble())
                .isPositive()
                .isEqualTo(summary.at("/cases/reference/step_ms").asDouble());
        assertThat(summary.at("/cases/pgd/attack_ms").asDouble()).isPositive();
        assertThat(summary.has("ratio")).as("nothing to compare with").isFalse();
    }
}
