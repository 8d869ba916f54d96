package org.robustdx.lab.bench;

import java.util.Arrays;

/** The median of measurements. */
public final class Median {
    private Median() {}

    /**
     * Returns the median: of an even number of values, the mean of the two in the middle.
     *
     * @throws IllegalArgumentException if there are no values
     */
    public static double of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values: none (expected: at least 1)");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int upper = sorted.length / 2;
        int lower = (sorted.length - 1) / 2;
        return (sorted[lower] + sorted[upper]) / 2;
    }
}
