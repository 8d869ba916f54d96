package org.robustdx.console.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.robustdx.console.cases.ScoreCurves;
import org.robustdx.console.html.Html;
import org.robustdx.schemas.DetectorFinding;

/** Small pictures of numbers, as SVG. The numbers themselves stand beside them or in their descriptions. */
final class Charts {
    /** Fewest points of which a calibration curve is drawn. */
    static final int FEWEST_POINTS = 4;

    private static final int CURVE_HEIGHT = 40;
    private static final double SMALLEST_P = 1e-4;
    private static final int BAR_WIDTH = 100;
    private static final int HEIGHT = 60;
    private static final int STEP = 12;
    /** Top of the scale where all shares are smaller. */
    private static final double LOWEST_SCALE = 0.05;

    private Charts() {}

    /** Returns a bar for a share between 0 and 1. */
    static Html bar(double share, String kind) {
        return Html.of(
                "<svg class=\"bar {}\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect"
                        + " class=\"track\" width=\"100\" height=\"6\"/><rect class=\"value\" width=\"{}\""
                        + " height=\"6\"/></svg>",
                kind,
                number(Math.max(0, Math.min(1, share)) * BAR_WIDTH));
    }

    /**
     * Returns a detector's p-value on its calibration curve. Where too few points of the curve are known, the p-value stands on a plain axis.
     *
     * @param points points of the curve, by score
     */
    static Html calibration(DetectorFinding finding, List<ScoreCurves.Point> points) {
        if (points.size() < FEWEST_POINTS) {
            return pValue(finding);
        }
        double lowest = Math.min(finding.getScore(), points.get(0).score());
        double highest =
                Math.max(finding.getScore(), points.get(points.size() - 1).score());
        double range = highest > lowest ? highest - lowest : 1;
        String line = points.stream()
                .map(point ->
                        number(2 + BAR_WIDTH * (point.score() - lowest) / range) + "," + number(rise(point.pValue())))
                .collect(Collectors.joining(" "));
        return Html.of(
                "<svg class=\"pvalue curve {}\" viewBox=\"0 0 104 44\" aria-hidden=\"true\"><rect class=\"fires\""
                        + " x=\"2\" y=\"2\" width=\"100\" height=\"{}\"/><line class=\"threshold\" x1=\"2\" y1=\"{}\""
                        + " x2=\"102\" y2=\"{}\"/><line class=\"axis\" x1=\"2\" y1=\"42\" x2=\"102\" y2=\"42\"/><polyline"
                        + " points=\"{}\"/><circle cx=\"{}\" cy=\"{}\" r=\"3.5\"/></svg>",
                finding.getPValue() <= finding.getThreshold() ? "fired" : "",
                number(rise(finding.getThreshold()) - 2),
                number(rise(finding.getThreshold())),
                number(rise(finding.getThreshold())),
                line,
                number(2 + BAR_WIDTH * (finding.getScore() - lowest) / range),
                number(rise(finding.getPValue())));
    }

    /** Returns the height of a p-value: 1 at the bottom, 0.0001 at the top. */
    private static double rise(double p) {
        double bounded = Math.max(SMALLEST_P, Math.min(1, p));
        return 42 - CURVE_HEIGHT * Math.log(bounded) / Math.log(SMALLEST_P);
    }

    /** Returns a p-value (a dot) and its threshold (a line) on a logarithmic axis from 0.0001 to 1. */
    private static Html pValue(DetectorFinding finding) {
        return Html.of(
                "<svg class=\"pvalue {}\" viewBox=\"0 0 104 14\" aria-hidden=\"true\"><line class=\"axis\" x1=\"2\""
                        + " y1=\"7\" x2=\"102\" y2=\"7\"/><rect class=\"fires\" x=\"2\" y=\"3\" width=\"{}\""
                        + " height=\"8\"/><line class=\"threshold\" x1=\"{}\" y1=\"1\" x2=\"{}\" y2=\"13\"/><circle"
                        + " cx=\"{}\" cy=\"7\" r=\"3.5\"/></svg>",
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
     * A part of a whole in one step of time.
     *
     * @param part size of the part
     * @param all size of the whole
     * @param link page with the cases of the step, or empty
     */
    record Share(long part, long all, String link) {
        private static final Share NONE = new Share(0, 0, "");

        private double value() {
            return all == 0 ? 0 : (double) part / all;
        }

        private Share plus(Share other) {
            return new Share(part + other.part, all + other.all, "");
        }
    }

    /**
     * Returns a share over time, one column for each step.
     *
     * @param shares the oldest first
     * @param what names part and whole, such as {@code images flagged}
     * @param step name of a step, such as {@code h ago}
     * @param kind class of the figure
     */
    static Html shares(List<Share> shares, String what, String step, String kind) {
        double highest = Math.max(
                LOWEST_SCALE, shares.stream().mapToDouble(Share::value).max().orElse(0));
        List<Html> columns = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i).all() > 0) {
                columns.add(column(shares.get(i), i, highest, what, (shares.size() - 1 - i) + " " + step));
            }
        }
        Share sum = shares.stream().reduce(Share.NONE, Share::plus);
        return Html.of(
                """
                <figure class="shares {}"><p class="sum"><b>{}</b> of {} {}{}</p>
                <svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="group" aria-label="{} of {} {}">{}<line class="axis" x1="0" y1="{}" x2="{}" y2="{}"/></svg>
                <figcaption><span>{} {}</span><span>scale: 0 to {}</span><span>now</span></figcaption></figure>
                """,
                kind,
                sum.part(),
                sum.all(),
                what,
                Html.of(" ({})", Words.percent(sum.value())).when(sum.all() > 0),
                shares.size() * STEP,
                HEIGHT + 1,
                sum.part(),
                sum.all(),
                what,
                columns.stream().collect(Html.joined()),
                HEIGHT + 0.5,
                shares.size() * STEP,
                HEIGHT + 0.5,
                shares.size() - 1,
                step,
                Words.percent(highest));
    }

    private static Html column(Share share, int index, double highest, String what, String when) {
        double height = Math.max(share.value() / highest * HEIGHT, 1);
        String text = "%s: %d of %d %s".formatted(when, share.part(), share.all(), what);
        Html column = Html.of(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
                index * STEP + 1,
                number(HEIGHT - height),
                STEP - 2,
                number(height),
                text);
        return share.link().isEmpty()
                ? column
                : Html.of("<a href=\"{}\" aria-label=\"{}\">{}</a>", share.link(), text, column);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
