package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.report.Interval;

/**
 * A share of images, with the number of images that it is a share of.
 *
 * @param n number of images
 * @param share from 0 to 1; null if {@code n} is 0
 * @param interval95 95 % interval of the share (Wilson)
 */
public record Proportion(
        int n,
        @Nullable Double share,
        @JsonProperty("share_95") Interval interval95) {
    /** Returns the share that {@code count} is of {@code n}. */
    static Proportion of(int count, int n) {
        return new Proportion(n, n == 0 ? null : (Double) ((double) count / n), Interval.wilson(count, n));
    }

    /** Returns the share, or NaN if {@code n} is 0. */
    double orNaN() {
        return share == null ? Double.NaN : share;
    }
}
