package org.robustdx.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.robustdx.inference.Draw;

class IntervalTest {
    @Test
    void wilsonOfKnownCounts() {
        // By hand, with z = 1.96: centre (p + z²/2n) / (1 + z²/n), half z/(1 + z²/n)·sqrt(p(1-p)/n + z²/4n²).
        Interval half = Interval.wilson(5, 10);
        assertThat(half.low()).isCloseTo(0.2366, within(1e-4));
        assertThat(half.high()).isCloseTo(0.7634, within(1e-4));
        Interval most = Interval.wilson(81, 263);
        assertThat(most.low()).isCloseTo(0.2553, within(1e-4));
        assertThat(most.high()).isCloseTo(0.3662, within(1e-4));
    }

    @Test
    void wilsonEndsAtTheBordersExactly() {
        assertThat(Interval.wilson(0, 10).low()).isZero();
        assertThat(Interval.wilson(0, 10).high()).isCloseTo(0.2775, within(1e-4));
        assertThat(Interval.wilson(10, 10).high()).isEqualTo(1);
    }

    @Test
    void nothingCountedHasNoInterval() {
        assertThat(Interval.wilson(0, 0).low()).isNaN();
        assertThat(Interval.ofBalanced(new int[][] {{0, 0}, {0, 0}}, 1).high()).isNaN();
    }

    @Test
    void moreRightThanThereAreIsRefused() {
        assertThatThrownBy(() -> Interval.wilson(11, 10)).hasMessage("right: 11 (expected: 0 <= right <= 10)");
    }

    @Test
    void wilsonHoldsTheShareAndNarrowsWithMoreImages() {
        Draw.tries(200, draw -> {
            int right = draw.integer(0, 500);
            int more = draw.integer(1, 500);
            int n = right + more;
            Interval interval = Interval.wilson(right, n);
            assertThat((double) right / n).isBetween(interval.low(), interval.high());
            assertThat(interval.low()).isBetween(0.0, 1.0);
            assertThat(interval.high()).isBetween(0.0, 1.0);
            Interval ofMore = Interval.wilson(4 * right, 4 * n);
            assertThat(ofMore.high() - ofMore.low()).isLessThan(interval.high() - interval.low());
        });
    }

    @Test
    void balancedIntervalIsTheBinomialSpreadOfEachClass() {
        // Class 1 does not vary; class 0 has a standard deviation of sqrt(0.25/100), halved by the mean over both.
        Interval interval = Interval.ofBalanced(new int[][] {{50, 50}, {0, 100}}, 7);
        assertThat(interval.low()).isCloseTo(0.75 - 1.96 * 0.025, within(0.006));
        assertThat(interval.high()).isCloseTo(0.75 + 1.96 * 0.025, within(0.006));
    }

    @Test
    void balancedIntervalLeavesOutClassesWithoutImages() {
        int[][] two = {{30, 10}, {5, 45}};
        int[][] three = {{30, 10, 0}, {5, 45, 0}, {0, 0, 0}};
        assertThat(Interval.ofBalanced(three, 3)).isEqualTo(Interval.ofBalanced(two, 3));
    }

    @Test
    void balancedIntervalIsThatOfItsSeed() {
        int[][] confusion = {{30, 10}, {5, 45}};
        assertThat(Interval.ofBalanced(confusion, 3))
                .isEqualTo(Interval.ofBalanced(confusion, 3))
                .isNotEqualTo(Interval.ofBalanced(confusion, 4));
    }

    @Test
    void aurocOfOneHasALowerBoundByHand() {
        // 1 - A = z²(1 + m/(1 + A)·...)/mn at A near 1: with 100 and 100 images the variance is A(1-A)(1 +
        // 99(1-A)/(2-A) + 99A/(1+A))/10,000.
        double low = Interval.ofAuroc(1, 100, 100).low();

        assertThat(Interval.ofAuroc(1, 100, 100).high()).isEqualTo(1);
        assertThat(1 - low)
                .isCloseTo(
                        1.959964
                                * Math.sqrt(low
                                        * (1 - low)
                                        * (1 + 99 * (1 - low) / (2 - low) + 99 * low / (1 + low))
                                        / 10_000),
                        within(1e-6));
        assertThat(low).isBetween(0.979, 0.984);
    }

    @Test
    void aurocIntervalHoldsTheAreaAndNarrowsWithMoreImages() {
        Draw.tries(100, draw -> {
            double area = draw.integer(0, 1000) / 1000.0;
            int negatives = draw.integer(2, 300);
            int positives = draw.integer(2, 300);
            Interval interval = Interval.ofAuroc(area, negatives, positives);
            assertThat(area).isBetween(interval.low(), interval.high());
            assertThat(interval.low()).isBetween(0.0, 1.0);
            assertThat(interval.high()).isBetween(0.0, 1.0);
            Interval ofMore = Interval.ofAuroc(area, 4 * negatives, 4 * positives);
            assertThat(ofMore.high() - ofMore.low()).isLessThan(interval.high() - interval.low());
            Interval mirrored = Interval.ofAuroc(1 - area, negatives, positives);
            assertThat(mirrored.low()).isCloseTo(1 - interval.high(), within(1e-9));
        });
    }

    @Test
    void aurocWithoutImagesOrOutOfItsRangeIsRefused() {
        assertThatThrownBy(() -> Interval.ofAuroc(0.5, 0, 3))
                .hasMessage("negatives, positives: 0, 3 (expected: at least 1 each)");
        assertThatThrownBy(() -> Interval.ofAuroc(Double.NaN, 1, 1)).hasMessage("area: NaN (expected: 0 to 1)");
    }
}
