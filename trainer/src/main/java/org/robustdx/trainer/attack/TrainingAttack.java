package org.robustdx.trainer.attack;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * The attack inside a training step: a few steps up the cross-entropy, of which the last point is taken, whatever became of it. Where an
 * {@link Attack} asks again and again for the best point that it can find, this one costs a gradient a step and no more.
 *
 * @param norm in which the images stay near their originals
 * @param steps gradient steps, 1 to 10,000
 * @param stepSize of an image's radius, above 0
 * @param start where the first step begins
 * @param reach how far from the image the result may lie, in radii, at least 1
 */
public record TrainingAttack(Norm norm, int steps, double stepSize, Start start, double reach) {
    /** Standard deviation of {@link Start#NEAR}, as Zhang et al. (ICML 2019) have it. */
    private static final double NEAR = 0.001;

    /** Where the first step begins. */
    public enum Start {
        /** At the image itself. */
        IMAGE,
        /** Anywhere in the ball. */
        BALL,
        /** Beside the image: where a divergence from its own reading is lowest, there is no slope. */
        NEAR
    }

    public TrainingAttack {
        AttackOptions.requireSteps(steps);
        Bounds.requireAbove("step-size", stepSize, 0, 1e3);
        Bounds.requireFrom("reach", reach, 1, 1e3);
    }

    /**
     * Returns the disturbed images.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]; not changed
     * @param targets {@code [N][K]}: the distribution of each image, of which the cross-entropy is driven up
     * @param radii how far each image may move, at least 0
     * @return {@code [N,C,H,W]} in [0,1], each within {@code reach} times its radius
     */
    public INDArray perturb(Classifier model, INDArray pixels, float[][] targets, double[] radii, long seed) {
        Oracle oracle = new Oracle(model, pixels);
        float[][] clean = Oracle.rows(pixels);
        float[][] x = Rows.copy(clean);
        float[] direction = new float[clean[0].length];
        for (int i = 0; i < x.length; i++) {
            begin(x[i], clean[i], radii[i], Search.random(seed, 0, i));
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

    /** Returns the softmax of the model's logits of these images, {@code [N][K]}. */
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
