package org.robustdx.trainer.report;

import java.util.Arrays;

/**
 * How well scores tell attacked images from clean ones, at every threshold. Equal scores are one threshold; a NaN counts as
 * the most suspicious score of all, as it does where alerts are raised.
 */
public final class RocCurve {
    private final double[] falseAlarms;
    private final double[] detections;

    private RocCurve(double[] falseAlarms, double[] detections) {
        this.falseAlarms = falseAlarms;
        this.detections = detections;
    }

    /**
     * Returns the curve of two samples of scores, higher being more suspicious.
     *
     * @throws IllegalArgumentException when either is empty
     */
    public static RocCurve of(double[] clean, double[] attacked) {
        if (clean.length == 0 || attacked.length == 0) {
            throw new IllegalArgumentException(
                    "scores: " + clean.length + " clean, " + attacked.length + " attacked (expected: > 0 each)");
        }
        double[] negatives = ascending(clean);
        double[] positives = ascending(attacked);
        double[] falseAlarms = new double[negatives.length + positives.length + 1];
        double[] detections = new double[falseAlarms.length];
        int points = 1;
        int n = negatives.length;
        int p = positives.length;
        while (n > 0 || p > 0) {
            double threshold = Math.max(
                    n > 0 ? negatives[n - 1] : Double.NEGATIVE_INFINITY,
                    p > 0 ? positives[p - 1] : Double.NEGATIVE_INFINITY);
            while (n > 0 && negatives[n - 1] >= threshold) {
                n--;
            }
            while (p > 0 && positives[p - 1] >= threshold) {
                p--;
            }
            falseAlarms[points] = (double) (negatives.length - n) / negatives.length;
            detections[points] = (double) (positives.length - p) / positives.length;
            points++;
        }
        return new RocCurve(Arrays.copyOf(falseAlarms, points), Arrays.copyOf(detections, points));
    }

    private static double[] ascending(double[] scores) {
        return Arrays.stream(scores)
                .map(s -> Double.isNaN(s) ? Double.POSITIVE_INFINITY : s)
                .sorted()
                .toArray();
    }

    /** Returns the share of clean images flagged, from 0 to 1, threshold by threshold. */
    public double[] falseAlarms() {
        return falseAlarms.clone();
    }

    /** Returns the share of attacked images flagged, beside {@link #falseAlarms()}. */
    public double[] detections() {
        return detections.clone();
    }

    /** Returns the area under the curve: the chance that an attacked image scores above a clean one, ties counting half. */
    public double area() {
        double area = 0;
        for (int i = 1; i < falseAlarms.length; i++) {
            area += (falseAlarms[i] - falseAlarms[i - 1]) * (detections[i] + detections[i - 1]) / 2;
        }
        return area;
    }

    /** Returns the largest share of attacked images flagged at a false alarm rate of at most {@code rate}. */
    public double detectionAt(double rate) {
        double best = 0;
        for (int i = 0; i < falseAlarms.length && falseAlarms[i] <= rate; i++) {
            best = detections[i];
        }
        return best;
    }
}
