package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProcessorTimesTest {
    private static final ProcessorTimes BEFORE =
            new ProcessorTimes(Map.of("app", Duration.ofMillis(100), "gone", Duration.ofMillis(1)));
    private static final ProcessorTimes AFTER =
            new ProcessorTimes(Map.of("app", Duration.ofMillis(250), "new", Duration.ofMillis(9)));

    @Test
    void shouldDivideWhatAProcessUsedByTheImages() {
        assertThat(AFTER.millisPerImage(BEFORE, 300)).isEqualTo(Map.of("app", 0.5));
    }

    @Test
    void shouldRejectAMeasurementWithoutImages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AFTER.millisPerImage(BEFORE, 0))
                .withMessage("images: 0 (expected: > 0)");
    }

    @Test
    void shouldReadTheTimesOfProcessesFromTheSystem() {
        ProcessorTimes own = ProcessorTimes.of(Map.of("reader", ProcessHandle.current()));
        ProcessorTimes later = ProcessorTimes.of(Map.of("reader", ProcessHandle.current()));
        assertThat(later.millisPerImage(own, 1).values())
                .allSatisfy(millis -> assertThat(millis).isNotNegative());
    }

    @Test
    void shouldShowNamesAsText() {
        assertThat(ProcessorTimes.shown(Map.of("load_generator", 0.1234)))
                .isEqualTo("processor time per image, ms: load generator 0.123");
    }
}
