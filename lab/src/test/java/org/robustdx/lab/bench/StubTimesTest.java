package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StubTimesTest {
    @ParameterizedTest
    @CsvSource({"0,0,1,0", "2,0.03,1,2030000", "2,0.03,32,2960000", "10,0.5,32,26000000", "0,0.000001,7,7"})
    void shouldTakeATimePerCallAndPerPlace(double call, double image, int places, long nanos) {
        assertThat(StubTimes.ofMillis(call, image).nanos(places)).isEqualTo(nanos);
    }

    @Test
    void shouldAcceptAnyTimeFromZero() {
        assertThat(StubTimes.ofMillis(Double.MAX_VALUE, Double.POSITIVE_INFINITY)
                        .nanos(1024))
                .isEqualTo(Long.MAX_VALUE / 2);
    }

    @Test
    void shouldTakeTenMillisecondsAndAHalfByDefault() {
        assertThat(StubTimes.ofDefaults()).isEqualTo(new StubTimes(Duration.ofMillis(10), Duration.ofNanos(500_000)));
    }

    @ParameterizedTest
    @CsvSource({
        "-1,0,stub-call-ms: -1 (expected: >= 0)",
        "0,-0.5,stub-image-ms: -0.5 (expected: >= 0)",
        "NaN,0,stub-call-ms: NaN (expected: >= 0)"
    })
    void shouldRejectTimesBelowZero(double call, double image, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StubTimes.ofMillis(call, image))
                .withMessage(message);
    }
}
