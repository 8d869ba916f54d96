package org.robustdx.inference.model;

import java.util.Arrays;

/**
 * The distribution of one detector's scores on clean images: (cumulative probability, score) pairs, both ascending, from probability 0 (the
 * smallest score) to 1 (the largest). The i-th smallest of n scores stands at probability i/(n-1), quantile type 7 of Hyndman and Fan (1996).
 */
final class QuantileCurve {
    private static final double ROUNDING = 1e-6;

    private final double[] probabilities;
    private final double[] scores;

    QuantileCurve(double[] probabilities, double[] scores) {
        this.probabilities = probabilities.clone();
        this.scores = scores.clone();
        int n = probabilities.length;
        if (n < 2 || scores.length != n) {
            throw new IllegalArgumentException("quantiles: " + n + " pairs (expected: at least 2)");
        }
        for (int i = 0; i < n; i++) {
            if (!Double.isFinite(probabilities[i]) || !Double.isFinite(scores[i])) {
                throw new IllegalArgumentException("quantiles[" + i + "]: not finite (expected: finite numbers)");
            }
            if (i > 0 && (probabilities[i] < probabilities[i - 1] || scores[i] < scores[i - 1])) {
                throw new IllegalArgumentException("quantiles[" + i + "]: [" + probabilities[i] + ", " + scores[i]
                        + "] (expected: neither number below the pair before)");
            }
        }
        if (probabilities[0] != 0 || probabilities[n - 1] != 1) {
            throw new IllegalArgumentException("quantiles: from probability " + probabilities[0] + " to "
                    + probabilities[n - 1] + " (expected: from 0 to 1)");
        }
    }

    /**
     * Returns how many of {@code n} clean scores are at least {@code score}. Exact at the pairs and between pairs that are neighbours in rank;
     * between others off by less than the share of scores that lie between them.
     */
    double atLeast(double score, int n) {
        int last = scores.length - 1;
        if (score <= scores[0]) {
            return n;
        }
        if (score > scores[last]) {
            return 0;
        }
        // Of equal scores the first counts: all of them are at least as large.
        int i = firstAtLeast(score);
        double below;
        if (scores[i] == score || neighbours(i, n)) {
            below = probabilities[i];
        } else {
            double t = (score - scores[i - 1]) / (scores[i] - scores[i - 1]);
            below = probabilities[i - 1] + t * (probabilities[i] - probabilities[i - 1]);
        }
        // A rank that is whole but for rounding: p must not miss a threshold of k/(n + 1) by the last digit.
        double rank = below * (n - 1);
        double whole = Math.rint(rank);
        return n - (Math.abs(rank - whole) < ROUNDING ? whole : rank);
    }

    /** Returns whether none of {@code n} clean scores lies between pair {@code i} and the one before: it and its equals fill the ranks below. */
    private boolean neighbours(int i, int n) {
        int equals = 1;
        while (equals < i && scores[i - 1 - equals] == scores[i - 1]) {
            equals++;
        }
        return (probabilities[i] - probabilities[i - 1]) * (n - 1) < equals + 0.5;
    }

    private int firstAtLeast(double score) {
        int low = 0;
        int high = scores.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (scores[middle] >= score) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns the curve of the given clean scores: all of them where they are few, else evenly spaced ones and all of the upper tail. */
    static QuantileCurve ofCleanScores(float[] clean, int spaced, int tail) {
        float[] sorted = clean.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        if (n == 1) {
            return new QuantileCurve(new double[] {0, 1}, new double[] {sorted[0], sorted[0]});
        }
        int body = Math.max(0, n - tail);
        int points = Math.min(body, spaced);
        double[] probabilities = new double[points + n - body];
        double[] scores = new double[probabilities.length];
        for (int k = 0; k < probabilities.length; k++) {
            // p-values are read at the upper end: there every score is kept.
            int i = k < points ? (int) ((long) k * body / points) : body + k - points;
            scores[k] = sorted[i];
            // Equal scores all stand at the first one's rank, or those left out here would not be counted.
            probabilities[k] = (double) (k == probabilities.length - 1 ? i : firstOf(sorted, i)) / (n - 1);
        }
        return new QuantileCurve(probabilities, scores);
    }

    private static int firstOf(float[] sorted, int i) {
        int first = i;
        while (first > 0 && sorted[first - 1] == sorted[i]) {
            first--;
        }
        return first;
    }

    int size() {
        return scores.length;
    }

    double probability(int i) {
        return probabilities[i];
    }

    double score(int i) {
        return scores[i];
    }
}
