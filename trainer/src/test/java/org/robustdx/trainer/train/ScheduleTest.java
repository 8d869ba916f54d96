package org.robustdx.trainer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final Schedule schedule = new Schedule(0.4, 100);

    @Test
    void rateRisesInEqualStepsOverTheFirstTwentieth() {
        assertThat(schedule.at(0)).isCloseTo(0.4 / 5, within(1e-12));
        assertThat(schedule.at(1)).isCloseTo(0.4 * 2 / 5, within(1e-12));
        assertThat(schedule.at(4)).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void rateThenFallsAsACosineToAHundredth() {
        assertThat(schedule.at(5)).isCloseTo(0.4, within(1e-12));
        // Half-way between 5 and 100 the cosine is 0: the mean of peak and floor.
        assertThat((schedule.at(52) + schedule.at(53)) / 2).isCloseTo(0.4 * 0.505, within(1e-9));
        for (int step = 6; step < 100; step++) {
            assertThat(schedule.at(step)).isLessThan(schedule.at(step - 1));
        }
        assertThat(schedule.at(100)).isCloseTo(0.004, within(1e-12));
        assertThat(schedule.at(1000)).isCloseTo(0.004, within(1e-12));
    }

    @Test
    void runOfOneStepHasAFiniteRateUpToThePeak() {
        assertThat(new Schedule(0.4, 1).at(0)).isCloseTo(0.4, within(1e-12));
    }
}
