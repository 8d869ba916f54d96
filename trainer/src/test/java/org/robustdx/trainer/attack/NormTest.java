package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.robustdx.inference.Draw;

class NormTest {
    private static final int LENGTH = 50;

    @Test
    void projectionIsInTheBallAndInRangeAndKeepsPointsInside() {
        Draw.tries(200, draw -> {
            Norm norm = draw.of(Norm.values());
            long seed = draw.seed();
            double radius = draw.real(0.01, 3);
            SplittableRandom random = new SplittableRandom(seed);
            float[] centre = draw(random, 0, 1);
            float[] x = draw(random, -2, 3);
            norm.project(x, centre, radius);

            assertThat(norm.distance(x, centre)).isLessThanOrEqualTo(radius + 1e-6);
            for (float value : x) {
                assertThat(value).isBetween(0f, 1f);
            }
            float[] again = x.clone();
            norm.project(again, centre, radius);
            assertThat(norm.distance(again, x)).isLessThan(1e-6);
        });
    }

    @Test
    void steepestDirectionHasLengthOneAndGainsTheDualLength() {
        Draw.tries(100, draw -> {
            Norm norm = draw.of(Norm.values());
            long seed = draw.seed();
            float[] gradient = draw(new SplittableRandom(seed), -1, 1);
            float[] direction = new float[LENGTH];
            norm.steepest(gradient, direction);

            assertThat(norm.length(direction)).isCloseTo(1, within(1e-6));
            assertThat(Rows.dot(gradient, direction)).isCloseTo(norm.dualLength(gradient), within(1e-4));
        });
    }

    @ParameterizedTest
    @EnumSource
    void zeroGradientGivesNoDirection(Norm norm) {
        for (float slope : new float[] {0, Float.NaN}) {
            float[] gradient = new float[LENGTH];
            java.util.Arrays.fill(gradient, slope);
            float[] direction = new float[LENGTH];
            norm.steepest(gradient, direction);
            assertThat(direction).containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomPointsFillTheBall(Norm norm) {
        int inner = 0;
        double longest = 0;
        for (int seed = 0; seed < 2000; seed++) {
            float[] change = new float[2];
            norm.fillRandom(change, 3, new SplittableRandom(seed));
            longest = Math.max(longest, norm.length(change));
            inner += norm.length(change) < 1.5 ? 1 : 0;
        }
        // In two dimensions, a quarter of the ball's area lies within half its radius.
        assertThat(inner).isBetween(430, 570);
        assertThat(longest).isBetween(2.95, 3 + 1e-6);
    }

    @Test
    void lengthsMatchTheNorms() {
        assertThat(Norm.LINF.length(new float[] {3, -4})).isEqualTo(4);
        assertThat(Norm.L2.length(new float[] {3, -4})).isEqualTo(5);
        assertThat(Norm.LINF.dualLength(new float[] {3, -4})).isEqualTo(7);
    }

    private static float[] draw(SplittableRandom random, double low, double high) {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return values;
    }
}
