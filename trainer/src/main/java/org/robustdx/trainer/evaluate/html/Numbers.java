package org.robustdx.trainer.evaluate.html;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.evaluate.Proportion;
import org.robustdx.trainer.report.Interval;

/** Formats numbers for people. */
final class Numbers {
    private Numbers() {}

    /** Returns a share in percent, to a tenth. */
    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "–";
    }

    /** Returns a share in percent and its interval, which is smaller. */
    static Markup percent(double share, Interval interval) {
        return new Markup(percent(share) + " <small>" + interval(interval) + "</small>");
    }

    /** Returns a share in percent and its interval; a dash where there is none. */
    static Markup proportion(@Nullable Proportion proportion) {
        return proportion == null || proportion.share() == null
                ? Markup.text("–")
                : percent(proportion.share(), proportion.interval95());
    }

    /** Returns a share in percent, its interval, and what it is of. */
    static Markup counted(@Nullable Proportion proportion) {
        return proportion == null || proportion.share() == null
                ? Markup.text("–")
                : new Markup(proportion(proportion).html() + "<br><small>n = " + proportion.n() + "</small>");
    }

    /** Returns an area under a ROC curve and its interval; a dash where there is none. */
    static Markup area(@Nullable Double area, @Nullable Interval interval) {
        return area == null || interval == null
                ? Markup.text("–")
                : new Markup(String.format(
                        Locale.ROOT, "%.3f <small>[%.3f, %.3f]</small>", area, interval.low(), interval.high()));
    }

    static String interval(Interval interval) {
        return Double.isFinite(interval.low())
                ? String.format(Locale.ROOT, "[%.1f, %.1f]", 100 * interval.low(), 100 * interval.high())
                : "";
    }

    /** Returns a number to so many decimals; a dash where there is none. */
    static String number(@Nullable Double value, int decimals) {
        return value == null || !Double.isFinite(value)
                ? "–"
                : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Returns a number without needless zeros. */
    static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    /** Returns ε as {@code 4/255}. */
    static String epsilon(@Nullable Double epsilon) {
        return epsilon == null ? "–" : plain(epsilon) + "/255";
    }
}
