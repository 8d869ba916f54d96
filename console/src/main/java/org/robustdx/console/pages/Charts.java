package org.robustdx.console.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.robustdx.console.cases.Activity;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.DetectorFinding;

/** Small pictures of numbers, as SVG. The numbers themselves stand beside them or in their descriptions. */
final class Charts {
    private static final double SMALLEST_P = 1e-4;
    private static final int BAR_WIDTH = 100;
    private static final int HEIGHT = 60;
    private static final int STEP = 12;

    private Charts() {}

    /** Returns a bar for a share between 0 and 1. */
    static Html bar(double share, String kind) {
        return Html.of(
                "<svg class=\"bar {}\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"6\"/><rect class=\"value\" width=\"{}\" height=\"6\"/></svg>",
                kind,
                number(Math.max(0, Math.min(1, share)) * BAR_WIDTH));
    }

    /** Returns a p-value (a dot) and its threshold (a line) on a logarithmic axis from 0.0001 to 1. */
    static Html pValue(DetectorFinding finding) {
        return Html.of(
                "<svg class=\"pvalue {}\" viewBox=\"0 0 104 14\" aria-hidden=\"true\"><line class=\"axis\" x1=\"2\" y1=\"7\" x2=\"102\" y2=\"7\"/><rect class=\"fires\" x=\"2\" y=\"3\" width=\"{}\" height=\"8\"/><line class=\"threshold\" x1=\"{}\" y1=\"1\" x2=\"{}\" y2=\"13\"/><circle cx=\"{}\" cy=\"7\" r=\"3.5\"/></svg>",
                finding.getPValue() <= finding.getThreshold() ? "fired" : "",
                number(place(finding.getThreshold()) - 2),
                number(place(finding.getThreshold())),
                number(place(finding.getThreshold())),
                number(place(finding.getPValue())));
    }

    private static double place(double p) {
        double bounded = Math.max(SMALLEST_P, Math.min(1, p));
        return 2 + BAR_WIDTH * (1 - Math.log(bounded) / Math.log(SMALLEST_P));
    }

    /**
     * Returns the share of some images over time, one column for each step.
     *
     * @param counts the oldest first
     * @param part which images
     * @param step name of a step, such as {@code h ago}
     */
    static Html shares(
            List<Activity.Counts> counts, ToLongFunction<Activity.Counts> part, String what, String step, String kind) {
        double highest = 0.05;
        for (Activity.Counts one : counts) {
            highest = Math.max(highest, share(one, part));
        }
        List<Html> columns = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            Activity.Counts one = counts.get(i);
            if (one.images() == 0) {
                continue;
            }
            double height = share(one, part) / highest * HEIGHT;
            columns.add(Html.of(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{} {}: {} of {} images {}</title></rect>",
                    i * STEP + 1,
                    number(HEIGHT - height),
                    STEP - 2,
                    number(Math.max(height, 1)),
                    counts.size() - 1 - i,
                    step,
                    part.applyAsLong(one),
                    one.images(),
                    what));
        }
        Activity.Counts sum = counts.stream().reduce(Activity.Counts.NONE, Activity.Counts::plus);
        return Html.of(
                """
                <figure class="shares {}"><svg viewBox="0 0 {} {}" role="img" aria-label="{} of {} images {}"><line class="axis" x1="0" y1="{}" x2="{}" y2="{}"/>{}</svg>
                <figcaption><span>{} {}</span><span>highest {}</span></figcaption></figure>
                """,
                kind,
                counts.size() * STEP,
                HEIGHT + 1,
                part.applyAsLong(sum),
                sum.images(),
                what,
                HEIGHT + 0.5,
                counts.size() * STEP,
                HEIGHT + 0.5,
                columns.stream().collect(Html.joined()),
                counts.size() - 1,
                step,
                Words.percent(highest));
    }

    private static double share(Activity.Counts counts, ToLongFunction<Activity.Counts> part) {
        return counts.images() == 0 ? 0 : (double) part.applyAsLong(counts) / counts.images();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
