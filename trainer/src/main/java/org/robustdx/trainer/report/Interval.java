package org.robustdx.trainer.report;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A 95 % confidence interval of a share.
 *
 * @param low its lower end, 0 to 1; NaN where nothing was counted
 * @param high its upper end
 */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    private static final int RESAMPLES = 2000;

    /** Returns the score interval of {@code right} out of {@code n} (Wilson, JASA 1927). */
    public static Interval wilson(int right, int n) {
        if (right < 0 || right > n) {
            throw new IllegalArgumentException("right: " + right + " (expected: 0 <= right <= " + n + ")");
        }
        if (n == 0) {
            return new Interval(Double.NaN, Double.NaN);
        }
        double p = (double) right / n;
        double denominator = 1 + Z * Z / n;
        double centre = (p + Z * Z / (2.0 * n)) / denominator;
        double half = Z / denominator * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
        // The ends at 0 and 1 are exact; rounding would leave them a bit off.
        return new Interval(right == 0 ? 0 : centre - half, right == n ? 1 : centre + half);
    }

    /**
     * Returns the interval of an area under a ROC curve (Newcombe, Statistics in Medicine 25, 2006, part 2, method 5). It is wider than a point
     * also for an area of 1.
     *
     * @param area from 0 to 1
     * @param negatives scores of the images that should score low, at least 1
     * @param positives scores of the images that should score high, at least 1
     */
    public static Interval ofAuroc(double area, int negatives, int positives) {
        if (!(area >= 0 && area <= 1)) {
            throw new IllegalArgumentException("area: " + area + " (expected: 0 to 1)");
        }
        if (negatives < 1 || positives < 1) {
            throw new IllegalArgumentException(
                    "negatives, positives: " + negatives + ", " + positives + " (expected: at least 1 each)");
        }
        return new Interval(bound(area, 0, negatives, positives), bound(area, 1, negatives, positives));
    }

    /** Returns the true area between {@code area} and {@code end} from which the one seen is {@link #Z} standard deviations away. */
    private static double bound(double area, double end, int negatives, int positives) {
        double near = area;
        double far = end;
        for (int i = 0; i < 100; i++) {
            double middle = (near + far) / 2;
            if (Math.abs(area - middle) > Z * deviation(middle, negatives, positives)) {
                far = middle;
            } else {
                near = middle;
            }
        }
        return near;
    }

    private static double deviation(double area, int negatives, int positives) {
        double others = (negatives + positives) / 2.0 - 1;
        double factor = 1 + others * (1 - area) / (2 - area) + others * area / (1 + area);
        return Math.sqrt(area * (1 - area) * factor / ((double) negatives * positives));
    }

    /**
     * Returns the percentile bootstrap interval (Efron, 1979) of the balanced accuracy: images are drawn anew, with replacement, within each
     * class. A class of which every image is classified correctly, or none, does not vary: with few images the interval is too narrow.
     *
     * @param confusion {@code [K][K]}: images by true class (row) and predicted class (column)
     * @param seed of the draws
     */
    public static Interval ofBalanced(int[][] confusion, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[RESAMPLES];
        int present = 0;
        for (int k = 0; k < confusion.length; k++) {
            int n = Arrays.stream(confusion[k]).sum();
            if (n == 0) {
                continue;
            }
            present++;
            for (int draw = 0; draw < RESAMPLES; draw++) {
                int right = 0;
                for (int i = 0; i < n; i++) {
                    right += random.nextInt(n) < confusion[k][k] ? 1 : 0;
                }
                means[draw] += (double) right / n;
            }
        }
        if (present == 0) {
            return new Interval(Double.NaN, Double.NaN);
        }
        Arrays.sort(means);
        return new Interval(quantile(means, 0.025) / present, quantile(means, 0.975) / present);
    }

    /** Between order statistics, linearly. */
    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
