package org.robustdx.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.plan.OperationTime;

class TrainBenchTest {
    private static final TrainBench.Settings SETTINGS = new TrainBench.Settings(4, 2, 3, 2, 1);

    @TempDir
    Path dir = Path.of("");

    private final List<String> said = new ArrayList<>();
    private final TrainBench bench = new TrainBench(TinyModels.spec(1, 2), SETTINGS, said::add);

    @ParameterizedTest
    @EnumSource(BenchCase.class)
    void partsOfAStepAddUpAndOnlyAnAttackedStepAttacks(BenchCase of) throws Exception {
        List<OperationTime> operations = new ArrayList<>();
        TrainBench.Timing timing = bench.run(of, null, operations::add);

        assertThat(said).hasSize(3).allMatch(line -> line.startsWith(of.id() + ", block "));
        assertThat(timing.parts().keySet())
                .containsExactly("loading", "attack", "forward", "backward", "updater", "rest");
        assertThat(timing.parts())
                .hasEntrySatisfying("attack", ms -> assertThat(ms > 0).isEqualTo(of == BenchCase.PGD));
        assertThat(timing.parts())
                .hasEntrySatisfying("forward", ms -> assertThat(ms).isPositive());
        assertThat(timing.parts())
                .hasEntrySatisfying("backward", ms -> assertThat(ms).isPositive());
        assertThat(timing.fastestBlock()).isLessThanOrEqualTo(timing.slowestBlock());
        int images = 1 + of.copies() + (of == BenchCase.PGD ? 1 : 0);
        assertThat(timing.imagesPerSecond()).isCloseTo(4 * images * 1000 / timing.step(), within(1e-6));
        assertThat(timing.ratio()).isNull();
        assertThat(operations).anyMatch(time -> time.kind().equals("conv2d") && !time.backward());
        assertThat(operations).anyMatch(time -> time.kind().equals("conv2d_bp") && time.backward());
    }

    @Test
    void pyTorchRunsBlockByBlock() throws Exception {
        // A stub for Python that answers like the script: 30 ms per step.
        Path python = script("""
            #!/bin/sh
            echo '{"pytorch": "9.9", "threads": 1, "parameters": %d}'
            while read -r line; do echo "$line" >>"%s"; echo '[0.03, 0.03]'; done
            """.formatted(parameters(), dir.resolve("asked")));
        TrainBench.Timing timing = bench.run(BenchCase.REFERENCE, beside(python), ignored -> {});

        assertThat(timing.pytorchVersion()).isEqualTo("9.9");
        assertThat(timing.pytorchStep()).isCloseTo(30.0, within(1e-9));
        assertThat(timing.ratio()).isCloseTo(timing.step() / 30, within(1e-9));
        // One warm-up, then one request per block.
        assertThat(Files.readAllLines(dir.resolve("asked"))).hasSize(4).endsWith("{\"steps\": 2}");
    }

    @Test
    void pyTorchModelOfAnotherSizeIsRefused() throws Exception {
        Path python = script("#!/bin/sh\necho '{\"pytorch\": \"9.9\", \"parameters\": 3}'\ncat >/dev/null\n");

        assertThatThrownBy(() -> bench.run(BenchCase.REFERENCE, beside(python), ignored -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("pytorch: a model of 3 parameters (expected: " + parameters() + ", as ours)");
    }

    @ParameterizedTest
    @CsvSource({
        "exit 1, python: ended without an answer (expected: Python 3 with the package torch",
        "echo hello, python: answered \"hello\" (expected: a line of JSON)"
    })
    void otherSideThatDoesNotAnswerIsToldInOneLine(String body, String message) throws Exception {
        Path python = script("#!/bin/sh\n" + body + "\n");

        assertThatThrownBy(() -> bench.run(BenchCase.REFERENCE, beside(python), ignored -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void medianIsTheMiddleValueOrTheMeanOfTheTwoMiddleValues() {
        assertThat(TrainBench.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(TrainBench.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, batch: 0 (expected: 1 <= batch <= 4096)",
        "1, 0, 1, 1, steps: 0 (expected: 1 <= steps <= 100000)",
        "1, 1, 0, 1, blocks: 0 (expected: 1 <= blocks <= 1000)",
        "1, 1, 1, 0, attack-steps: 0 (expected: 1 <= attack-steps <= 1000)"
    })
    void shouldRefuseWithTheBoundsInTheMessage(int batch, int steps, int blocks, int attackSteps, String message) {
        assertThatThrownBy(() -> new TrainBench.Settings(batch, steps, blocks, attackSteps, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private TrainBench.PyTorch beside(Path python) {
        return new TrainBench.PyTorch(python.toString(), Path.of("train_step.py"), 1);
    }

    private Path script(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("python"), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static long parameters() {
        try (StepBench steps = new StepBench(BenchCase.CLEAN, TinyModels.spec(1, 2), 4, 1, 1)) {
            return steps.parameters();
        }
    }
}
