package org.robustdx.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares gradients with central finite differences. Arrays are of type double: with a step of 1e-6 rounding and curvature leave
 * about nine digits. A ReLU whose kink lies within a step would leave fewer; seeds are fixed, so it does so always or never.
 */
public final class GradientCheck {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 2e-5;

    private GradientCheck() {}

    /**
     * Moves some values of {@code array} by a little and compares the slope of {@code loss} with {@code gradient}.
     *
     * @param loss as it is with the present values of {@code array}
     */
    public static void check(
            String name, INDArray array, INDArray gradient, int samples, Random random, DoubleSupplier loss) {
        assertThat(gradient.shape()).as(name).isEqualTo(array.shape());
        double scale = Math.max(1e-4, gradient.ameanNumber().doubleValue());
        for (int i = 0; i < samples; i++) {
            int at = random.nextInt((int) array.length());
            double slope = slope(array, at, loss);
            double claimed = gradient.dup('c').getDouble(at);
            assertThat(claimed)
                    .as("gradient by %s[%d]", name, at)
                    .isCloseTo(
                            slope,
                            org.assertj.core.api.Assertions.offset(TOLERANCE * Math.max(scale, Math.abs(slope))));
        }
    }

    /** Returns the slope of {@code loss} along one value of {@code array}, counted in C order. */
    public static double slope(INDArray array, int at, DoubleSupplier loss) {
        double before = array.getDouble(at);
        array.putScalar(at, before + STEP);
        double above = loss.getAsDouble();
        array.putScalar(at, before - STEP);
        double below = loss.getAsDouble();
        array.putScalar(at, before);
        return (above - below) / (2 * STEP);
    }
}
