package org.robustdx.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.trainer.importer.ImportedGraph;
import org.robustdx.trainer.importer.TestGraph;

class GradientBenchTest {
    private static final int SAMPLES = 3 * 8 * 8;

    /** Each of the 192 samples of an image has the weight 1 in both logits; the objective weights these by cos 0 and cos 1. */
    private static final double NORM_OF_ONE_IMAGE = Math.sqrt(SAMPLES) * (1 + Math.cos(1));

    @TempDir
    Path dir = Path.of("");

    private final List<String> said = new ArrayList<>();

    private GradientBench bench() throws IOException {
        float[] weights = new float[SAMPLES * 2];
        Arrays.fill(weights, 1);
        byte[] file = new TestGraph(13, -1, 3, 8, 8)
                .floats("w", weights, SAMPLES, 2)
                .node("Flatten", "x", "f")
                .node("MatMul", "f w", "y")
                .build();
        return new GradientBench(
                ImportedGraph.read(file), dir.resolve("model.onnx"), new GradientBench.Settings(1, 2, 3), said::add);
    }

    /** Returns a program that answers as the script would. */
    private TrainBench.PyTorch python(double norm) throws IOException {
        Path script = dir.resolve("python");
        Files.writeString(script, """
            #!/bin/sh
            echo '{"pytorch": "9.9", "norm": %s}'
            while read -r line; do
              case $line in *memory*) echo 7 ;; *) echo '[0.5, 0.5]' ;; esac
            done
            """.formatted(norm));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return new TrainBench.PyTorch(script.toString(), dir.resolve("gradient.py"), 1);
    }

    @Test
    void timesBlocksInTurnWithPyTorch() throws IOException {
        GradientBench.Timing timing = bench().run(python(NORM_OF_ONE_IMAGE));

        assertThat(timing.millis()).isPositive().isBetween(timing.fastestBlock(), timing.slowestBlock());
        assertThat(timing.pytorch()).isEqualTo(new GradientBench.PyTorch("9.9", 500, 7));
        assertThat(timing.ratio()).isEqualTo(timing.millis() / 500);
        assertThat(said).hasSize(3).allMatch(line -> line.endsWith(", PyTorch 500 ms"));
    }

    @Test
    void refusesToCompareWithAnotherGradient() {
        assertThatThrownBy(() -> bench().run(python(2 * NORM_OF_ONE_IMAGE)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("pytorch: a gradient of length ");
    }

    @Test
    void measuresWithoutPyTorch() throws IOException {
        GradientBench.Timing timing = bench().run(null);

        assertThat(timing.pytorch()).isNull();
        assertThat(timing.ratio()).isNull();
        assertThat(said).hasSize(3);
    }
}
