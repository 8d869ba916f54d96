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
 * Compares gradients with central finite differences, in double precision. A ReLU whose kink lies within a step changes
 * the difference slightly. The tolerance for a whole network allows a few of them among many thousands; that for a
 * layer allows none. Seeds are fixed, so a check always passes or always fails.
 *
 * @param step size of the change in either direction
 * @param tolerance relative to the derivative
 */
public record GradientCheck(double step, double tolerance) {
    /** For a layer: curvature and rounding leave nine digits. */
    public static final GradientCheck OF_LAYER = new GradientCheck(1e-6, 2e-5);

    /** For a network. */
    public static final GradientCheck OF_NETWORK = new GradientCheck(1e-7, 2e-3);

    /**
     * Checks the gradients of a graph.
     *
     * @param sd a graph without placeholders whose loss is the variable {@code loss}
     * @param names variables to check
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
     * Changes some values of {@code array} slightly and compares the difference of {@code loss} with {@code gradient}.
     *
     * @param loss computes the loss for the current values of {@code array}
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
