package org.robustdx.trainer.attack;

import java.util.Arrays;
import org.robustdx.trainer.common.Argmax;

/**
 * Losses that attacks maximise, with their derivatives. They are functions of the logits z of an image with true class
 * y; some also have a target class t.
 */
enum Losses {
    /** Cross-entropy, in nats. */
    CROSS_ENTROPY {
        @Override
        double of(float[] z, int y, int t, float[] slope) {
            return crossEntropy(z, y, slope);
        }
    },

    /** The negative cross-entropy of the target class. */
    TOWARDS_TARGET {
        @Override
        double of(float[] z, int y, int t, float[] slope) {
            double loss = crossEntropy(z, t, slope);
            for (int i = 0; i < slope.length; i++) {
                slope[i] = -slope[i];
            }
            return -loss;
        }
    },

    /**
     * The margin of Carlini and Wagner (S&P 2017, f6): max over i ≠ y of z_i, minus z_y. It is above 0 if the image is
     * misclassified.
     */
    MARGIN {
        @Override
        double of(float[] z, int y, int t, float[] slope) {
            return TARGETED_MARGIN.of(z, y, Argmax.except(y, z), slope);
        }
    },

    /** The targeted margin: z_t - z_y. */
    TARGETED_MARGIN {
        @Override
        double of(float[] z, int y, int t, float[] slope) {
            Arrays.fill(slope, 0);
            slope[t] += 1;
            slope[y] -= 1;
            return (double) z[t] - z[y];
        }
    },

    /**
     * Difference of logits ratio (Croce and Hein, ICML 2020, eq. 6): the margin divided by z_π1 - z_π3, where π sorts
     * the logits in descending order. It does not depend on the scale of the logits, which can make gradients of the
     * cross-entropy vanish. Needs at least three classes.
     */
    DLR {
        @Override
        double of(float[] z, int y, int t, float[] slope) {
            int[] order = downwards(z);
            double margin = MARGIN.of(z, y, t, slope);
            float[] scale = new float[z.length];
            scale[order[0]] += 1;
            scale[order[2]] -= 1;
            return quotient(margin, (double) z[order[0]] - z[order[2]], slope, scale);
        }
    },

    /**
     * Targeted difference of logits ratio (eq. 7): z_t - z_y divided by z_π1 - (z_π3 + z_π4) / 2. Needs at least four
     * classes.
     */
    TARGETED_DLR {
        @Override
        double of(float[] z, int y, int t, float[] slope) {
            int[] order = downwards(z);
            double margin = TARGETED_MARGIN.of(z, y, t, slope);
            float[] scale = new float[z.length];
            scale[order[0]] += 1;
            scale[order[2]] -= 0.5f;
            scale[order[3]] -= 0.5f;
            double below = z[order[0]] - 0.5 * ((double) z[order[2]] + z[order[3]]);
            return quotient(margin, below, slope, scale);
        }
    };

    private static final double TINY = 1e-12;

    /**
     * Returns the loss of an image.
     *
     * @param z its logits
     * @param y its true class
     * @param t the target class, for losses that have one
     * @param slope receives the derivative with respect to each logit
     */
    abstract double of(float[] z, int y, int t, float[] slope);

    /** Returns DLR, or the margin if there are too few classes for it. */
    static Losses dlr(int classes) {
        return classes >= 3 ? DLR : MARGIN;
    }

    /** Returns the targeted DLR, or the targeted margin if there are too few classes for it. */
    static Losses targetedDlr(int classes) {
        return classes >= 4 ? TARGETED_DLR : TARGETED_MARGIN;
    }

    private static double crossEntropy(float[] z, int y, float[] slope) {
        double most = z[Argmax.of(z)];
        double sum = 0;
        for (float logit : z) {
            sum += Math.exp(logit - most);
        }
        for (int i = 0; i < z.length; i++) {
            slope[i] = (float) (Math.exp(z[i] - most) / sum);
        }
        slope[y] -= 1;
        return Math.log(sum) + most - z[y];
    }

    /** Returns a / b, and replaces the derivatives of a by those of a / b. */
    private static double quotient(double a, double b, float[] slopeOfA, float[] slopeOfB) {
        double divisor = b + TINY;
        for (int i = 0; i < slopeOfA.length; i++) {
            slopeOfA[i] = (float) ((slopeOfA[i] - a / divisor * slopeOfB[i]) / divisor);
        }
        return a / divisor;
    }

    private static int[] downwards(float[] z) {
        Integer[] order = new Integer[z.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Float.compare(z[j], z[i]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }
}
