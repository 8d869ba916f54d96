package org.robustdx.trainer.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HyperplaneTest {
    private static final float[] MIDDLE = {0.5f, 0.5f};

    @Test
    void inLinfEverySampleMovesEquallyFar() {
        // 0.2 · 3 + 0.2 · 1 = 0.8.
        assertThat(Hyperplane.change(Norm.LINF, MIDDLE, new float[] {3, -1}, 0.8))
                .containsExactly(new float[] {0.2f, -0.2f}, within(1e-6f));
    }

    @Test
    void inL2SamplesMoveAlongTheNormal() {
        // 0.1 · (3, -1) raises by 0.1 · 10.
        assertThat(Hyperplane.change(Norm.L2, MIDDLE, new float[] {3, -1}, 1))
                .containsExactly(new float[] {0.3f, -0.1f}, within(1e-6f));
    }

    @Test
    void goesTheOtherWayForANegativeRise() {
        assertThat(Hyperplane.change(Norm.L2, MIDDLE, new float[] {3, -1}, -1))
                .containsExactly(new float[] {-0.3f, 0.1f}, within(1e-6f));
    }

    @Test
    void samplesThatReachTheEndOfTheirRangeLeaveTheRestToTheOthers() {
        float[] x = {0.9f, 0.5f};
        // The first brings 0.1 · 1; the second has to bring 0.2 · 1.
        assertThat(Hyperplane.change(Norm.LINF, x, new float[] {1, 1}, 0.3))
                .containsExactly(new float[] {0.1f, 0.2f}, within(1e-6f));
        // In L2 the first stops at 0.1 and brings 0.3; the second, with slope 1, brings 0.15.
        assertThat(Hyperplane.change(Norm.L2, x, new float[] {3, 1}, 0.45))
                .containsExactly(new float[] {0.1f, 0.15f}, within(1e-6f));
    }

    @Test
    void goesAsFarAsTheRangeAllowsWhenTheHyperplaneIsOutOfReach() {
        assertThat(Hyperplane.change(Norm.LINF, MIDDLE, new float[] {1, -2}, 100))
                .containsExactly(new float[] {0.5f, -0.5f}, within(1e-6f));
        assertThat(Hyperplane.change(Norm.L2, MIDDLE, new float[] {0, 0}, 1)).containsExactly(0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void reachesTheHyperplaneAndStaysInTheRange(Norm norm) {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            int length = 1 + random.nextInt(40);
            float[] x = new float[length];
            float[] w = new float[length];
            double possible = 0;
            for (int i = 0; i < length; i++) {
                x[i] = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextFloat();
                w[i] = random.nextInt(5) == 0 ? 0 : (float) random.nextGaussian();
                possible += w[i] > 0 ? w[i] * (1 - x[i]) : -w[i] * x[i];
            }
            double rise = possible * random.nextDouble();
            float[] change = Hyperplane.change(norm, x, w, rise);
            assertThat(Rows.dot(change, w)).isCloseTo(rise, within(1e-4));
            for (int i = 0; i < length; i++) {
                assertThat(x[i] + change[i]).isBetween(-1e-6f, 1 + 1e-6f);
            }
        }
    }
}
