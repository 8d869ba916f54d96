package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class ColdStartTest {
    private static final long MILLI = 1_000_000L;

    private final Timeline outcomes = new Timeline();

    private void at(long millis, long count) {
        outcomes.add(millis * MILLI, count);
    }

    @Test
    void shouldTellWhenASecondFirstHadNineTenthsOfTheSteadyRate() {
        at(3000, 0);
        at(4000, 10);
        at(4600, 60); // 60 in the last second
        at(5000, 80); // 70: what came at 4000 is a second old
        at(5500, 105); // 95
        at(6000, 200);
        ColdStart cold = ColdStart.of(1000 * MILLI, 3500 * MILLI, outcomes, 100);
        assertThat(cold).isEqualTo(new ColdStart(2.5, OptionalDouble.of(3), OptionalDouble.of(4.5)));
        assertThat(cold.json()).isEqualTo(Map.of("ready_s", 2.5, "first_outcome_s", 3.0, "steady_90_percent_s", 4.5));
        assertThat(cold.line())
                .isEqualTo(
                        "cold start: ready after 2.5 s, first outcome after 3.0 s, 90 % of the steady rate after 4.5 s");
    }

    @Test
    void shouldLeaveOutWhatWasNotReached() {
        at(4000, 10);
        ColdStart cold = ColdStart.of(0, 1000 * MILLI, outcomes, 100);
        assertThat(cold.json()).isEqualTo(Map.of("ready_s", 1.0, "first_outcome_s", 4.0));
        assertThat(cold.line()).endsWith("90 % of the steady rate after more than the warm-up");
    }
}
