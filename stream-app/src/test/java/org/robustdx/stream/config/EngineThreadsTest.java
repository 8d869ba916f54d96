package org.robustdx.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineThreadsTest {
    @ParameterizedTest
    @CsvSource({
        // processors, a GPU, workers set, threads set: workers, threads
        "1, false, 0, 0, 1, 1",
        "2, false, 0, 0, 2, 1",
        "3, false, 0, 0, 3, 1",
        "4, false, 0, 0, 4, 1",
        "8, false, 0, 0, 4, 2",
        "16, false, 0, 0, 4, 4",
        "512, false, 0, 0, 4, 64",
        "16, true, 0, 0, 1, 16",
        "16, false, 2, 0, 2, 8",
        "16, false, 0, 8, 2, 8",
        "16, true, 0, 8, 1, 8",
        "2, false, 16, 0, 16, 1",
        "2, false, 0, 16, 1, 16",
        "2, false, 7, 5, 7, 5"
    })
    void shouldUseAllProcessorsUnlessTheUserSetsOtherwise(
            int processors, boolean gpu, int workers, int intraOp, int chosenWorkers, int chosenIntraOp) {
        EngineThreads threads = EngineThreads.choose(given(workers), given(intraOp), gpu, processors);
        assertThat(threads.workers()).isEqualTo(chosenWorkers);
        assertThat(threads.intraOp()).isEqualTo(chosenIntraOp);
    }

    @Test
    void shouldTellWhetherTheNumbersAreChosen() {
        assertThat(EngineThreads.choose(given(0), given(0), false, 8).shown())
                .isEqualTo("engine-threads = 4 x 2: workers and threads in each, chosen for 8 processors");
        assertThat(EngineThreads.choose(given(3), given(5), false, 8).shown())
                .isEqualTo("engine-threads = 3 x 5: workers and threads in each, as set");
    }

    @Test
    void shouldRejectNegativeNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineThreads.choose(given(-1), given(0), false, 8))
                .withMessage("workers: -1 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineThreads.choose(given(0), given(-1), false, 8))
                .withMessage("intra-op-threads: -1 (expected: >= 1)");
    }

    private static OptionalInt given(int value) {
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
