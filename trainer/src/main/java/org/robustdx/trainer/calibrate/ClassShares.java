package org.robustdx.trainer.calibrate;

import java.util.Arrays;

/**
 * Estimates how common each class is among unlabelled images, by expectation maximisation over the model's probabilities (Saerens et al., Neural
 * Computation 14, 2002, equations 2.9). The estimate is right only as far as the model's probabilities are, and as the images of each class
 * look like those that the model was calibrated on.
 */
public final class ClassShares {
    private static final int MAX_STEPS = 10_000;
    private static final double TOLERANCE = 1e-9;

    private ClassShares() {}

    /**
     * Returns the estimated share of each class; the shares sum to 1.
     *
     * @param probabilities of the images by the model, {@code [n][K]}
     * @param prior the share of each class for which the model's probabilities are honest, all above 0
     * @throws IllegalArgumentException if there is no image, the lengths differ, or a prior is not above 0
     */
    public static double[] estimate(double[][] probabilities, double[] prior) {
        if (probabilities.length == 0) {
            throw new IllegalArgumentException("probabilities: of no image (expected: at least one)");
        }
        for (double share : prior) {
            if (!(share > 0)) {
                throw new IllegalArgumentException("prior: " + Arrays.toString(prior) + " (expected: all above 0)");
            }
        }
        double[] shares = prior.clone();
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] next = new double[shares.length];
            for (double[] p : probabilities) {
                if (p.length != prior.length) {
                    throw new IllegalArgumentException(
                            "probabilities: " + p.length + " (expected: " + prior.length + ", one per class)");
                }
                double[] posterior = new double[p.length];
                double sum = 0;
                for (int k = 0; k < p.length; k++) {
                    posterior[k] = p[k] * shares[k] / prior[k];
                    sum += posterior[k];
                }
                for (int k = 0; k < p.length; k++) {
                    next[k] += posterior[k] / sum / probabilities.length;
                }
            }
            double change = 0;
            for (int k = 0; k < shares.length; k++) {
                change = Math.max(change, Math.abs(next[k] - shares[k]));
            }
            shares = next;
            if (change < TOLERANCE) {
                break;
            }
        }
        return shares;
    }
}
