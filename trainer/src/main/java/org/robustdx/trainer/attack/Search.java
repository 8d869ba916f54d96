package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;

/**
 * The state of one attack: the images as plain rows, the model, and the best result for each image so far, initially
 * the image itself. A misclassified result is better than a correctly classified one. Otherwise, the result with the
 * higher cross-entropy is better; in a search for the nearest misclassified image, the nearer one.
 */
final class Search {
    private static final long RUN = 0x9E3779B97F4A7C15L;
    private static final long IMAGE = 0xD1342543DE82EF95L;

    private final Oracle oracle;
    private final float[][] clean;
    private final int[] labels;
    private final Budget budget;
    private final boolean nearest;
    private final float[][] best;
    private final boolean[] misclassified;
    private final double[] merit;

    private Search(Classifier model, INDArray pixels, int[] labels, Budget budget, boolean nearest) {
        oracle = new Oracle(model, pixels);
        clean = Oracle.rows(pixels);
        this.labels = labels.clone();
        this.budget = budget;
        this.nearest = nearest;
        best = clean.clone();
        misclassified = new boolean[clean.length];
        merit = new double[clean.length];
        Arrays.fill(merit, Double.NEGATIVE_INFINITY);
    }

    /** Returns a search for the result with the highest loss. */
    static Search forStrongest(Classifier model, INDArray pixels, int[] labels, Budget budget) {
        return new Search(model, pixels, labels, budget, false);
    }

    /** Returns a search for the nearest misclassified image. */
    static Search forNearest(Classifier model, INDArray pixels, int[] labels, Budget budget) {
        return new Search(model, pixels, labels, budget, true);
    }

    Oracle oracle() {
        return oracle;
    }

    Norm norm() {
        return budget.norm();
    }

    double radius() {
        return budget.radius();
    }

    /** Returns the indexes of all images. */
    int[] all() {
        return IntStream.range(0, clean.length).toArray();
    }

    /** Returns the indexes of the images without a misclassified result. */
    int[] survivors() {
        return IntStream.range(0, clean.length).filter(i -> !misclassified[i]).toArray();
    }

    /** Returns all images for run 0, and the survivors for later runs. */
    int[] rowsOf(int run) {
        return run == 0 ? all() : survivors();
    }

    /** Returns the original images at these indexes, which must not be modified. */
    float[][] clean(int[] rows) {
        return Rows.pick(clean, rows);
    }

    float[] clean(int row) {
        return clean[row];
    }

    int[] labels(int[] rows) {
        return Rows.pick(labels, rows);
    }

    int label(int row) {
        return labels[row];
    }

    boolean isMisclassified(int row) {
        return misclassified[row];
    }

    /** Returns the source of an image's random choices in one run. It depends on the image, not on its position in the batch. */
    static SplittableRandom random(long seed, int run, float[] image) {
        return new SplittableRandom(seed + IMAGE * Arrays.hashCode(image) + RUN * run);
    }

    /** Returns random points in the balls around the images, each from the image's own generator. */
    float[][] randomStart(int[] rows, long seed, int run) {
        float[][] x = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            float[] start = new float[clean[rows[i]].length];
            norm().fillRandom(start, radius(), random(seed, run, clean[rows[i]]));
            Rows.add(start, 1, clean[rows[i]]);
            x[i] = start;
        }
        project(rows, x);
        return x;
    }

    /** Projects each x onto the budget of its image and onto [0,1]. */
    void project(int[] rows, float[][] x) {
        for (int i = 0; i < rows.length; i++) {
            norm().project(x[i], clean[rows[i]], radius());
        }
    }

    /** Offers the original images, so that no result is worse than its original. Returns their logits. */
    float[][] offerClean() {
        float[][] logits = oracle.logits(clean);
        offer(all(), clean, logits);
        return logits;
    }

    /** Projects candidates onto the budget, in place, and keeps those that are better than the results so far. */
    void submit(int[] rows, float[][] x) {
        if (rows.length == 0) {
            return;
        }
        project(rows, x);
        offer(rows, x, oracle.logits(x));
    }

    /** Keeps candidates that are better than the results so far. They must be within the budget. */
    void offer(int[] rows, float[][] x, float[][] logits) {
        float[] unused = new float[logits.length == 0 ? 0 : logits[0].length];
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            double loss = Losses.CROSS_ENTROPY.of(logits[i], labels[row], 0, unused);
            boolean wrong = Argmax.of(logits[i]) != labels[row];
            double worth = wrong && nearest ? -norm().distance(x[i], clean[row]) : loss;
            // False for NaN, which does not count as a success.
            boolean better = wrong == misclassified[row] ? worth > merit[row] : wrong && !Double.isNaN(loss);
            if (better) {
                best[row] = x[i].clone();
                misclassified[row] = wrong;
                merit[row] = worth;
            }
        }
    }

    /** Returns the best results as images {@code [N,C,H,W]}. */
    INDArray result() {
        return oracle.images(best);
    }
}
