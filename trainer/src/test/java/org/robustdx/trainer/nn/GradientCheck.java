package org.robustdx.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares gradients with central finite differences, in double. A ReLU whose kink lies within a step bends the slope a little: the
 * tolerance of a whole network allows for a few in many thousands, that of a layer for none. Seeds are fixed, so it is met always or
 * never.
 *
 * @param step by which a value is moved either way
 * @param tolerance relative to the slope
 */
public record GradientCheck(double step, double tolerance) {
    /** For a layer: curvature and rounding leave nine digits. */
    public static final GradientCheck OF_LAYER = new GradientCheck(1e-6, 2e-5);

    /** For a network. */
    public static final GradientCheck OF_NETWORK = new GradientCheck(1e-7, 2e-3);

    /**
     * Checks a graph's gradients.
     *
     * @param sd whose loss is the variable {@code loss}; it has no placeholders
     * @param names variables
     */
    public void check(SameDiff sd, Collection<String> names, Random random) {
        Map<String, INDArray> gradients = sd.calculateGradients(Map.of(), names);
        for (String name : names) {
            check(name, sd.getVariable(name).getArr(), Results.get(gradients, name), 8, random, () -> sd.outputSingle(
                            Map.of(), "loss")
                    .getDouble(0));
        }
    }

    /**
     * Moves some values of {@code array} by a little and compares the slope of {@code loss} with {@code gradient}.
     *
     * @param loss as it is with the present values of {@code array}
     */
    public void check(String name, INDArray array, INDArray gradient, int samples, Random random, DoubleSupplier loss) {
        assertThat(gradient.shape()).as(name).isEqualTo(array.shape());
        double scale = Math.max(1e-4, gradient.ameanNumber().doubleValue());
        for (int i = 0; i < samples; i++) {
            int at = random.nextInt((int) array.length());
            double slope = slope(array, at, loss);
            double claimed = gradient.dup('c').getDouble(at);
            assertThat(claimed)
                    .as("gradient by %s[%d]", name, at)
                    .isCloseTo(slope, offset(tolerance * Math.max(scale, Math.abs(slope))));
        }
    }

    private double slope(INDArray array, int at, DoubleSupplier loss) {
        double before = array.getDouble(at);
        array.putScalar(at, before + step);
        double above = loss.getAsDouble();
        array.putScalar(at, before - step);
        double below = loss.getAsDouble();
        array.putScalar(at, before);
        return (above - below) / (2 * step);
    }
}
