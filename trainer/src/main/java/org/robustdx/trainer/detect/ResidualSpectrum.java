package org.robustdx.trainer.detect;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Detector of the perturbation rectifying network (Akhtar et al., CVPR 2018, section 3.3): a linear classifier on the
 * logarithm of the magnitudes of the discrete cosine transform of what the front changed, as a gray image. The paper
 * fits a support vector machine; this is a logistic regression, whose score is the logarithm of the odds that the image
 * is perturbed.
 */
@SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
public record ResidualSpectrum(int side, float[] weights, float bias) implements Detector {
    /** The name of this detector, which is the prefix of its arrays in a graph and in a file. */
    public static final String ID = "residual-spectrum";

    /** Name of the array of weights. */
    public static final String WEIGHTS = "weights";

    /** Name of the array with the bias. */
    public static final String BIAS = "bias";

    /** Largest number of frequencies along one side. */
    private static final int MOST_FREQUENCIES = 64;

    /** Keeps the logarithm finite; far below the change of one 8-bit step. */
    private static final double TINY = 1e-5;

    private static final int ROUNDS = 300;
    private static final double RATE = 0.1;
    private static final double DECAY = 0.01;

    public ResidualSpectrum {
        int expected = frequencies(side) * frequencies(side);
        if (weights.length != expected) {
            throw new IllegalArgumentException(
                    "weights: " + weights.length + " (expected: " + expected + " for images of side " + side + ")");
        }
        weights = weights.clone();
    }

    /**
     * Returns a detector fitted by logistic regression.
     *
     * @param side side of the images
     * @param clean features of clean images, as {@link #features} computes them, one image a row
     * @param perturbed features of perturbed images
     */
    public static ResidualSpectrum fit(int side, float[][] clean, float[][] perturbed) {
        if (clean.length == 0 || perturbed.length == 0) {
            throw new IllegalArgumentException("images: " + clean.length + " clean and " + perturbed.length
                    + " perturbed (expected: at least 1 of each)");
        }
        int length = clean[0].length;
        float[][] rows = new float[clean.length + perturbed.length][];
        System.arraycopy(clean, 0, rows, 0, clean.length);
        System.arraycopy(perturbed, 0, rows, clean.length, perturbed.length);
        double[] mean = new double[length];
        double[] spread = new double[length];
        for (float[] row : rows) {
            for (int j = 0; j < length; j++) {
                mean[j] += row[j] / rows.length;
            }
        }
        for (float[] row : rows) {
            for (int j = 0; j < length; j++) {
                spread[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / rows.length;
            }
        }
        Arrays.setAll(spread, j -> Math.sqrt(spread[j]) + 1e-3);
        double[] w = new double[length];
        double b = 0;
        double scale = RATE / Math.sqrt(length);
        for (int round = 0; round < ROUNDS; round++) {
            double[] slope = new double[length];
            double slopeOfBias = 0;
            for (int i = 0; i < rows.length; i++) {
                double z = b;
                for (int j = 0; j < length; j++) {
                    z += w[j] * (rows[i][j] - mean[j]) / spread[j];
                }
                boolean attacked = i >= clean.length;
                double share = 0.5 / (attacked ? perturbed.length : clean.length);
                double error = share * (1 / (1 + Math.exp(-z)) - (attacked ? 1 : 0));
                slopeOfBias += error;
                for (int j = 0; j < length; j++) {
                    slope[j] += error * (rows[i][j] - mean[j]) / spread[j];
                }
            }
            for (int j = 0; j < length; j++) {
                w[j] -= scale * (slope[j] + DECAY * w[j]);
            }
            b -= RATE * slopeOfBias;
        }
        float[] weights = new float[length];
        for (int j = 0; j < length; j++) {
            weights[j] = (float) (w[j] / spread[j]);
            b -= w[j] * mean[j] / spread[j];
        }
        return new ResidualSpectrum(side, weights, (float) b);
    }

    /**
     * Adds the features to a graph.
     *
     * @param changed {@code [N,C,side,side]}: the difference of the image and its repaired form
     * @return {@code [N,F]}
     */
    public static SDVariable features(SameDiff sd, SDVariable changed, int side) {
        int frequencies = frequencies(side);
        SDVariable cosines = sd.constant(
                ID + ".cosines",
                Nd4j.createFromArray(cosines(side, frequencies)).castTo(changed.dataType()));
        SDVariable columns = sd.reshape(Pixels.gray(changed), -1, side).mmul(cosines);
        SDVariable turned = sd.permute(sd.reshape(columns, -1, side, frequencies), 0, 2, 1);
        SDVariable both = sd.reshape(turned, -1, side).mmul(cosines);
        SDVariable magnitudes = sd.math().abs(sd.reshape(both, -1, (long) frequencies * frequencies));
        return sd.math().log(magnitudes.add(TINY));
    }

    /** Returns the orthonormal basis of the cosine transform, {@code [side][frequencies]}, of evenly spaced frequencies. */
    private static double[][] cosines(int side, int frequencies) {
        double[][] cosines = new double[side][frequencies];
        for (int f = 0; f < frequencies; f++) {
            int k = f * side / frequencies;
            double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / side);
            for (int x = 0; x < side; x++) {
                cosines[x][f] = scale * Math.cos(Math.PI * (x + 0.5) * k / side);
            }
        }
        return cosines;
    }

    private static int frequencies(int side) {
        return Math.min(side, MOST_FREQUENCIES);
    }

    @Override
    public float[] weights() {
        return weights.clone();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean logarithmic() {
        return true;
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        Readings across = readings.acrossFront();
        SDVariable features = features(sd, across.pixels().sub(across.denoised()), side);
        INDArray column = Nd4j.createFromArray(weights).reshape(weights.length, 1);
        INDArray offset = Nd4j.createFromArray(bias).reshape(1, 1);
        SDVariable w = sd.constant(ID + "." + WEIGHTS, column.castTo(features.dataType()));
        SDVariable b = sd.constant(ID + "." + BIAS, offset.castTo(features.dataType()));
        return features.mmul(w).add(b);
    }
}
