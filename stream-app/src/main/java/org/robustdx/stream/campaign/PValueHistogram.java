package org.robustdx.stream.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures how far the scores of unflagged images have drifted from the calibration. A p-value is the rank of a score
 * among the calibration's quantiles. If the scores have the calibration's distribution, their p-values are uniform.
 * Therefore the Kolmogorov-Smirnov distance of the p-values from the uniform distribution equals that of the scores
 * from the calibration. The distance is evaluated at the borders of {@link #BINS} equal bins, so it is never
 * overestimated.
 */
final class PValueHistogram {
    /** Number of equal bins of (0, 1]. */
    static final int BINS = 50;

    private PValueHistogram() {}

    /** Returns the counts after adding one p-value. Empty counts mean zero in each bin. */
    static List<Long> plus(List<Long> counts, double pValue) {
        List<Long> sum = new ArrayList<>(counts.isEmpty() ? Collections.nCopies(BINS, 0L) : counts);
        int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(pValue * BINS) - 1));
        sum.set(bin, sum.get(bin) + 1);
        return sum;
    }

    /**
     * Returns the Kolmogorov-Smirnov distance, 0 to 1.
     *
     * @param smallest images with a p-value up to this are flagged and therefore not counted
     */
    static double distance(List<Long> counts, double smallest) {
        long all = total(counts);
        long below = 0;
        double largest = 0;
        for (int i = 0; all > 0 && i < counts.size(); i++) {
            below += counts.get(i);
            double expected = Math.max(0, ((i + 1.0) / counts.size() - smallest) / (1 - smallest));
            largest = Math.max(largest, Math.abs((double) below / all - expected));
        }
        return largest;
    }

    static long total(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns an upper bound on the probability that two samples of one distribution differ by at least
     * {@code distance} (Massart, 1990; for two samples Wei and Dudley, 2012). The calibration is the second sample.
     *
     * @param images size of the first sample
     * @param calibration size of the calibration sample
     */
    static double probability(double distance, long images, long calibration) {
        double size = (double) images * calibration / (images + calibration);
        return Math.max(Double.MIN_VALUE, Math.min(1, 2 * Math.exp(-2 * size * distance * distance)));
    }
}
