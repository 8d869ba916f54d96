package org.robustdx.stream.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far the scores of clean images have moved from those of the calibration. A p-value is a score's place among the calibration's quantiles,
 * so scores that are distributed as there have p-values that are uniform: the Kolmogorov-Smirnov distance between the scores' distribution and
 * the calibration's is that between the p-values' and the uniform one. It is taken at the borders of {@link #BINS} equal parts, so it is never
 * overstated.
 */
final class PValueHistogram {
    /** Number of equal parts of (0, 1]. */
    static final int BINS = 50;

    private PValueHistogram() {}

    /** Returns the counts with one more p-value. */
    static List<Long> plus(List<Long> counts, double pValue) {
        List<Long> sum = new ArrayList<>(counts.isEmpty() ? Collections.nCopies(BINS, 0L) : counts);
        int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(pValue * BINS) - 1));
        sum.set(bin, sum.get(bin) + 1);
        return sum;
    }

    /**
     * Returns the distance, 0 to 1.
     *
     * @param smallest images with a p-value up to this are flagged, and so not among those counted
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
     * Returns a bound on the probability of such a distance between two samples of one distribution (Massart, 1990; for two samples Wei and
     * Dudley, 2012): the calibration is a sample too.
     */
    static double probability(double distance, long images, long calibration) {
        double size = (double) images * calibration / (images + calibration);
        return Math.max(Double.MIN_VALUE, Math.min(1, 2 * Math.exp(-2 * size * distance * distance)));
    }
}
