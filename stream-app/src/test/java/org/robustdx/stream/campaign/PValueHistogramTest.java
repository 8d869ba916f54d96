package org.robustdx.stream.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class PValueHistogramTest {
    private static List<Long> of(double... pValues) {
        List<Long> counts = List.of();
        for (double pValue : pValues) {
            counts = PValueHistogram.plus(counts, pValue);
        }
        return counts;
    }

    @Test
    void shouldMatchDistancesComputedByHand() {
        // All below 0.02: at that border the share is 1, and 0.02 is expected.
        assertThat(PValueHistogram.distance(of(0.01, 0.02), 0)).isCloseTo(0.98, within(1e-12));
        // All above 0.98: at 0.98 the share is 0.
        assertThat(PValueHistogram.distance(of(0.99, 1), 0)).isCloseTo(0.98, within(1e-12));
        // Half each at a quarter and three quarters, 0.25 away: at the borders beside them 0.24.
        assertThat(PValueHistogram.distance(of(0.25, 0.75), 0)).isCloseTo(0.24, within(1e-12));
    }

    @Test
    void shouldReportDriftForShiftedButNotForUniformPValues() {
        Random random = new Random(1);
        List<Long> uniform = List.of();
        List<Long> shifted = List.of();
        for (int i = 0; i < 2000; i++) {
            double p = 0.01 + 0.99 * random.nextDouble(); // without flagged images
            uniform = PValueHistogram.plus(uniform, p);
            shifted = PValueHistogram.plus(shifted, Math.pow(p, 1.5));
        }
        double same = PValueHistogram.distance(uniform, 0.01);
        assertThat(PValueHistogram.probability(same, 2000, 2000)).isGreaterThan(0.01);
        double moved = PValueHistogram.distance(shifted, 0.01);
        assertThat(PValueHistogram.probability(moved, 2000, 2000)).isLessThan(1e-6);
    }

    @Test
    void shouldMatchMassartsBound() {
        assertThat(PValueHistogram.probability(0.1, 1000, 1000)).isCloseTo(2 * Math.exp(-10), within(1e-15));
        assertThat(PValueHistogram.probability(0, 10, 10)).isEqualTo(1);
        assertThat(PValueHistogram.probability(1, 1_000_000, 1_000_000)).isPositive();
    }

    @Test
    void shouldNeverExceedTheExactDistance() {
        Draw.tries(200, draw -> {
            List<Double> pValues = draw.list(1, 60, () -> draw.real(0.0001, 1));
            double[] sorted =
                    pValues.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            double exact = 0;
            for (int i = 0; i < sorted.length; i++) {
                exact = Math.max(
                        exact, Math.max(sorted[i] - (double) i / sorted.length, (i + 1.0) / sorted.length - sorted[i]));
            }
            double distance = PValueHistogram.distance(of(sorted), 0);
            assertThat(distance).isBetween(exact - 1.0 / PValueHistogram.BINS - 1e-12, exact + 1e-12);
        });
    }
}
