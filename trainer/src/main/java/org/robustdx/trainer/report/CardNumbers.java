package org.robustdx.trainer.report;

import java.util.Locale;

/** Formats the numbers of a model card. */
final class CardNumbers {
    private CardNumbers() {}

    /** Returns a share from 0 to 1 in percent, with its interval. */
    static String percent(double share, Interval interval) {
        return String.format(
                Locale.ROOT, "%s (%.1f to %.1f)", percent(share), 100 * interval.low(), 100 * interval.high());
    }

    /** Returns a share from 0 to 1 in percent; n/a for NaN. */
    static String percent(double share) {
        return Double.isNaN(share) ? "n/a" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Returns a number with four significant digits; n/a for NaN. */
    static String number(double value) {
        return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, "%.4g", value);
    }

    /** Returns ε, which is in units of 1/255. */
    static String epsilon(double of255) {
        return (of255 == Math.rint(of255) ? String.valueOf((long) of255) : String.valueOf(of255)) + "/255";
    }
}
