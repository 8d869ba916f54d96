package org.robustdx.trainer.calibrate;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;

/**
 * Bias-corrected temperature scaling: {@code corrected = logits / temperature + shift}, one shift per class (Alexandari et al., ICML 2020). The shift
 * moves the decision threshold; the temperature makes the probabilities honest. Immutable.
 *
 * @param shift one per class; the first is 0, since only differences count
 * @param temperature above 0; above 1 for a model that is too sure of itself
 */
public record LogitCorrection(List<Double> shift, double temperature) {
    private static final int MAX_STEPS = 100;
    /** Weight of the pull towards no correction: it decides only where the images do not, such as for classes that never overlap. */
    private static final double PULL = 1e-3;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are fewer than two classes, a shift is not finite, or the temperature is not above 0
     */
    public LogitCorrection {
        shift = List.copyOf(shift);
        if (shift.size() < 2 || !shift.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("shift: " + shift + " (expected: at least two finite numbers)");
        }
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("temperature: " + temperature + " (expected: > 0)");
        }
    }

    /** Returns the correction that changes nothing, for so many classes. */
    public static LogitCorrection none(int classes) {
        return new LogitCorrection(Collections.nCopies(classes, 0.0), 1);
    }

    /**
     * Returns the correction with the least cross-entropy on labelled images, where every class counts the same, however many images it has: the
     * class of the largest corrected logit is then the decision for balanced accuracy. The loss is convex; Newton's method finds the minimum.
     *
     * @param logits of the images, {@code [n][K]}, all finite
     * @param labels index of the true class of each image; every class must occur
     * @throws IllegalArgumentException if the arrays differ in length, a logit is not finite, or a class has no image
     */
    public static LogitCorrection fitted(float[][] logits, int[] labels) {
        if (logits.length != labels.length || logits.length == 0) {
            throw new IllegalArgumentException(
                    "labels: " + labels.length + " (expected: " + Math.max(1, logits.length) + ", one per image)");
        }
        int classes = logits[0].length;
        double[] weights = weights(logits, labels, classes);
        // Parameters: the inverse temperature, then the shifts of all classes but the first.
        double[] at = new double[classes];
        at[0] = 1;
        double loss = loss(at, logits, labels, weights);
        for (int step = 0; step < MAX_STEPS; step++) {
            double[] direction = newton(at, logits, labels, weights);
            double size = 1;
            double[] next = moved(at, direction, size);
            double nextLoss = loss(next, logits, labels, weights);
            while (!(nextLoss <= loss) && size > 1e-10) {
                size /= 2;
                next = moved(at, direction, size);
                nextLoss = loss(next, logits, labels, weights);
            }
            if (!(loss - nextLoss > 1e-12)) {
                break;
            }
            at = next;
            loss = nextLoss;
        }
        // A model that ranks the classes the wrong way round at this site would need a negative scale: it keeps its
        // order instead.
        double scale = Math.max(at[0], 1e-3);
        Double[] shift = new Double[classes];
        shift[0] = 0.0;
        for (int k = 1; k < classes; k++) {
            shift[k] = at[k];
        }
        return new LogitCorrection(Arrays.asList(shift), 1 / scale);
    }

    private static double[] weights(float[][] logits, int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            for (float logit : logits[i]) {
                if (!Float.isFinite(logit)) {
                    throw new IllegalArgumentException("logits[" + i + "]: " + logit + " (expected: finite)");
                }
            }
            counts[labels[i]]++;
        }
        for (int k = 0; k < classes; k++) {
            if (counts[k] == 0) {
                throw new IllegalArgumentException(
                        "labels: no image of class " + k + " (expected: at least one of each)");
            }
        }
        return Arrays.stream(labels)
                .mapToDouble(label -> 1.0 / (classes * (double) counts[label]))
                .toArray();
    }

    private static double[] moved(double[] at, double[] direction, double size) {
        double[] next = at.clone();
        for (int j = 0; j < next.length; j++) {
            next[j] -= size * direction[j];
        }
        return next;
    }

    private static double loss(double[] at, float[][] logits, int[] labels, double[] weights) {
        double loss = PULL * (at[0] - 1) * (at[0] - 1);
        for (int k = 1; k < at.length; k++) {
            loss += PULL * at[k] * at[k];
        }
        for (int i = 0; i < labels.length; i++) {
            loss -= weights[i] * Math.log(Math.max(softmax(at, logits[i])[labels[i]], Double.MIN_NORMAL));
        }
        return loss;
    }

    /** Returns the inverse Hessian times the gradient. */
    private static double[] newton(double[] at, float[][] logits, int[] labels, double[] weights) {
        int classes = at.length;
        double[] gradient = new double[classes];
        double[][] hessian = new double[classes][classes];
        gradient[0] = 2 * PULL * (at[0] - 1);
        hessian[0][0] = 2 * PULL;
        for (int k = 1; k < classes; k++) {
            gradient[k] = 2 * PULL * at[k];
            hessian[k][k] = 2 * PULL;
        }
        for (int i = 0; i < labels.length; i++) {
            double[] p = softmax(at, logits[i]);
            double mean = 0;
            for (int k = 0; k < classes; k++) {
                mean += p[k] * logits[i][k];
            }
            double w = weights[i];
            gradient[0] += w * (mean - logits[i][labels[i]]);
            for (int k = 0; k < classes; k++) {
                double off = logits[i][k] - mean;
                hessian[0][0] += w * p[k] * off * off;
                if (k > 0) {
                    gradient[k] += w * (p[k] - (labels[i] == k ? 1 : 0));
                    hessian[0][k] += w * p[k] * off;
                    hessian[k][0] = hessian[0][k];
                    for (int l = 1; l < classes; l++) {
                        hessian[k][l] += w * p[k] * ((k == l ? 1 : 0) - p[l]);
                    }
                }
            }
        }
        return new LUDecomposition(new Array2DRowRealMatrix(hessian, false))
                .getSolver()
                .solve(new ArrayRealVector(gradient, false))
                .toArray();
    }

    private static double[] softmax(double[] at, float[] logits) {
        double[] exponents = new double[logits.length];
        for (int k = 0; k < exponents.length; k++) {
            exponents[k] = at[0] * logits[k] + (k == 0 ? 0 : at[k]);
        }
        return Softmax.of(exponents);
    }

    /**
     * Returns the corrected logits of one image.
     *
     * @throws IllegalArgumentException if there is not one logit per class
     */
    public double[] apply(float[] logits) {
        if (logits.length != shift.size()) {
            throw new IllegalArgumentException(
                    "logits: " + logits.length + " (expected: " + shift.size() + ", one per class)");
        }
        double[] corrected = new double[logits.length];
        for (int k = 0; k < corrected.length; k++) {
            corrected[k] = logits[k] / temperature + shift.get(k);
        }
        return corrected;
    }

    /** Returns the probabilities of one image: the softmax of its corrected logits. */
    public double[] probabilities(float[] logits) {
        return Softmax.of(apply(logits));
    }

    /**
     * Returns the logits of which {@link #apply} makes these corrected ones.
     *
     * @throws IllegalArgumentException if there is not one logit per class
     */
    public float[] undone(float[] corrected) {
        if (corrected.length != shift.size()) {
            throw new IllegalArgumentException(
                    "corrected: " + corrected.length + " (expected: " + shift.size() + ", one per class)");
        }
        float[] logits = new float[corrected.length];
        for (int k = 0; k < logits.length; k++) {
            logits[k] = (float) ((corrected[k] - shift.get(k)) * temperature);
        }
        return logits;
    }
}
