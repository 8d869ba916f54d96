package org.robustdx.stream.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.Draw;

class BinomialTailTest {
    /** Expected values were computed exactly, with rational numbers. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0.01, 1.00000000000000002E-2",
        "3, 10, 0.01, 1.13849117905779647E-4",
        "5, 100, 0.01, 3.43232158775451549E-3",
        "12, 100, 0.01, 4.65406239051271551E-10",
        "1, 100, 0.01, 6.33967658726770503E-1",
        "30, 1000, 0.01, 2.05998885097195854E-7",
        "10, 1000, 0.01, 5.42699407825109201E-1",
        "5, 1000, 0.01, 9.71313600000995276E-1",
        "100, 1000, 0.01, 8.27477687891391755E-65",
        "7, 20, 0.5, 9.42340850830078125E-1",
    })
    void shouldReturnKnownValues(long successes, long trials, double rate, double expected) {
        assertThat(BinomialTail.atLeast(successes, trials, rate)).isCloseTo(expected, withinPercentage(1e-9));
    }

    @Test
    void shouldStayPositiveIfTheProbabilityUnderflows() {
        assertThat(BinomialTail.logAtLeast(2000, 2000, 0.01)).isCloseTo(2000 * Math.log(0.01), within(1e-8));
        assertThat(BinomialTail.atLeast(2000, 2000, 0.01)).isEqualTo(Double.MIN_VALUE);
    }

    @Test
    void shouldHandleAMillionTrials() {
        // Within 1 % of the normal approximation with continuity correction, at four standard deviations (3.1671e-5).
        double mean = 10_000;
        double deviation = Math.sqrt(1e6 * 0.01 * 0.99);
        long successes = Math.round(mean + 4 * deviation + 0.5);
        assertThat(BinomialTail.atLeast(successes, 1_000_000, 0.01)).isBetween(3.1671e-5, 3.6e-5);
    }

    @Test
    void shouldAgreeWithTheSumOfItsTerms() {
        Draw.tries(300, draw -> {
            int trials = draw.integer(0, 60);
            int from = draw.integer(0, 60);
            double rate = draw.real(0.001, 0.999);
            int successes = Math.min(from, trials);
            double sum = 0;
            for (int i = trials; i >= successes; i--) {
                double term = Math.pow(rate, i) * Math.pow(1 - rate, trials - i);
                for (int k = 1; k <= i; k++) {
                    term *= (double) (trials - i + k) / k;
                }
                sum += term;
            }
            assertThat(BinomialTail.atLeast(successes, trials, rate)).isCloseTo(sum, withinPercentage(1e-8));
        });
    }

    @Test
    void shouldDecreaseWithSuccessesAndIncreaseWithTheRate() {
        Draw.tries(300, draw -> {
            int trials = draw.integer(1, 100_000);
            double share = draw.real(0, 1);
            double rate = draw.real(0.001, 0.9);
            long successes = Math.min(trials - 1, (long) (share * trials));
            double here = BinomialTail.logAtLeast(successes, trials, rate);
            assertThat(here).isLessThanOrEqualTo(0);
            assertThat(BinomialTail.logAtLeast(successes + 1, trials, rate)).isLessThanOrEqualTo(here + 1e-9);
            assertThat(BinomialTail.logAtLeast(successes, trials, rate * 1.05)).isGreaterThanOrEqualTo(here - 1e-9);
        });
    }

    @Test
    void shouldRefuseInvalidArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinomialTail.atLeast(3, 2, 0.1))
                .withMessage("successes: 3 of 2 (expected: 0 <= successes <= trials)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinomialTail.atLeast(1, 2, 1))
                .withMessage("rate: 1.0 (expected: 0 < rate < 1)");
    }
}
