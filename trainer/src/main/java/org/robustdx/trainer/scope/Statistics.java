package org.robustdx.trainer.scope;

import java.util.Arrays;
import java.util.Random;

/** Means, covariances and directions of samples, in 64 bits. Each sample is a row. */
final class Statistics {
    private static final int ITERATIONS = 40;

    private Statistics() {}

    static double[] mean(double[][] samples) {
        double[] mean = new double[samples[0].length];
        for (double[] sample : samples) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += sample[j] / samples.length;
            }
        }
        return mean;
    }

    /** Returns the standard deviation of each feature, at least a thousandth of their root mean square: a constant feature has a scale too. */
    static double[] scales(double[][] samples, double[] mean) {
        double[] variance = new double[mean.length];
        for (double[] sample : samples) {
            for (int j = 0; j < mean.length; j++) {
                double d = sample[j] - mean[j];
                variance[j] += d * d / samples.length;
            }
        }
        double floor = 1e-6 * Arrays.stream(variance).average().orElse(0) + 1e-12;
        return Arrays.stream(variance).map(v -> Math.sqrt(v + floor)).toArray();
    }

    /** Returns the samples less their mean, each feature divided by its scale. */
    static double[][] standardised(double[][] samples, double[] mean, double[] scales) {
        double[][] rows = new double[samples.length][mean.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < mean.length; j++) {
                rows[i][j] = (samples[i][j] - mean[j]) / scales[j];
            }
        }
        return rows;
    }

    /** Returns the covariance of samples whose mean is 0. */
    static double[][] covariance(double[][] centred) {
        int n = centred[0].length;
        double[][] c = new double[n][n];
        for (double[] sample : centred) {
            for (int i = 0; i < n; i++) {
                double s = sample[i] / centred.length;
                double[] row = c[i];
                for (int j = 0; j <= i; j++) {
                    row[j] += s * sample[j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                c[j][i] = c[i][j];
            }
        }
        return c;
    }

    /** Returns the lower triangle L of a positive definite matrix, which is L times its transpose. */
    static double[][] cholesky(double[][] a) {
        int n = a.length;
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j][j];
            }
        }
        return l;
    }

    /** Returns x with {@code L x = b}. */
    static double[] forward(double[][] l, double[] b) {
        double[] x = new double[b.length];
        for (int i = 0; i < b.length; i++) {
            double sum = b[i];
            for (int k = 0; k < i; k++) {
                sum -= l[i][k] * x[k];
            }
            x[i] = sum / l[i][i];
        }
        return x;
    }

    /** Returns x with {@code transpose(L) x = b}. */
    static double[] backward(double[][] l, double[] b) {
        double[] x = new double[b.length];
        for (int i = b.length - 1; i >= 0; i--) {
            double sum = b[i];
            for (int k = i + 1; k < b.length; k++) {
                sum -= l[k][i] * x[k];
            }
            x[i] = sum / l[i][i];
        }
        return x;
    }

    /** Returns the k directions of largest variance, orthonormal, one per row, by subspace iteration from a fixed start. */
    static double[][] principalDirections(double[][] covariance, int k) {
        int n = covariance.length;
        Random random = new Random(1);
        double[][] directions = new double[k][n];
        for (double[] direction : directions) {
            Arrays.setAll(direction, j -> random.nextGaussian());
        }
        orthonormalise(directions);
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            for (int i = 0; i < k; i++) {
                directions[i] = product(covariance, directions[i]);
            }
            orthonormalise(directions);
        }
        return directions;
    }

    private static double[] product(double[][] matrix, double[] x) {
        double[] y = new double[matrix.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = dot(matrix[i], x);
        }
        return y;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void orthonormalise(double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            // Twice is enough: one pass leaves rounding errors where rows are nearly parallel.
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    double along = dot(rows[i], rows[j]);
                    for (int c = 0; c < rows[i].length; c++) {
                        rows[i][c] -= along * rows[j][c];
                    }
                }
            }
            double norm = Math.sqrt(dot(rows[i], rows[i]));
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] = norm > 1e-150 ? rows[i][c] / norm : 0;
            }
        }
    }
}
