package org.robustdx.trainer.attack;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * The attack inside a training step: a few gradient steps that increase the cross-entropy. Returns the last point,
 * whether it is the best one or not. It costs one gradient per step, whereas an {@link Attack} evaluates the model more
 * often to find the best point.
 *
 * @param norm norm of the distance between an image and its original
 * @param steps gradient steps, 1 to 10,000
 * @param stepSize step size in an image's radii, above 0
 * @param start starting point
 * @param reach maximum distance of the result from the image, in radii, at least 1
 */
public record TrainingAttack(Norm norm, int steps, double stepSize, Start start, double reach) {
    /** Standard deviation of {@link Start#NEAR}, as in Zhang et al. (ICML 2019). */
    private static final double NEAR = 0.001;

    /** The starting point. */
    public enum Start {
        /** The image itself. */
        IMAGE,
        /** A random point in the ball. */
        BALL,
        /**
         * A point very near the image. At the image itself, the gradient of a divergence from its own prediction is 0.
         */
        NEAR
    }

    public TrainingAttack {
        AttackOptions.requireSteps(steps);
        Bounds.requireAbove("step-size", stepSize, 0, 1e3);
        Bounds.requireFrom("reach", reach, 1, 1e3);
    }

    /**
     * Returns perturbed images.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]; not modified
     * @param targets {@code [N][K]}: distribution of each image; the cross-entropy with it is maximised
     * @param radii maximum distance for each image, at least 0
     * @return {@code [N,C,H,W]} in [0,1], each within {@code reach} times its radius
     */
    public INDArray perturb(Classifier model, INDArray pixels, float[][] targets, double[] radii, long seed) {
        Oracle oracle = new Oracle(model, pixels);
        float[][] clean = Oracle.rows(pixels);
        float[][] x = Rows.copy(clean);
        float[] direction = new float[clean[0].length];
        for (int i = 0; i < x.length; i++) {
            begin(x[i], clean[i], radii[i], new SplittableRandom(seed + i));
        }
        for (int step = 0; step < steps; step++) {
            float[][] slopes = oracle.crossEntropyGradient(x, targets);
            for (int i = 0; i < x.length; i++) {
                norm.steepest(slopes[i], direction);
                Rows.add(x[i], stepSize * radii[i], direction);
                norm.project(x[i], clean[i], reach * radii[i]);
            }
        }
        return oracle.images(x);
    }

    private void begin(float[] x, float[] clean, double radius, SplittableRandom random) {
        if (start == Start.IMAGE) {
            return;
        }
        float[] change = new float[x.length];
        if (start == Start.BALL) {
            norm.fillRandom(change, radius, random);
        } else {
            java.util.Random normal = new java.util.Random(random.nextLong());
            for (int i = 0; i < change.length; i++) {
                change[i] = (float) (NEAR * normal.nextGaussian());
            }
        }
        Rows.add(x, 1, change);
        norm.project(x, clean, radius);
    }

    /** Returns the softmax of the model's logits for these images, {@code [N][K]}. */
    public static float[][] reading(Classifier model, INDArray pixels) {
        float[][] logits = new Oracle(model, pixels).logits(Oracle.rows(pixels));
        for (float[] row : logits) {
            double most = row[Argmax.of(row)];
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit - most);
            }
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) (Math.exp(row[k] - most) / sum);
            }
        }
        return logits;
    }
}
