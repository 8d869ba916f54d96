package org.robustdx.trainer.evaluate.html;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.evaluate.ReliabilityResults;
import org.robustdx.trainer.evaluate.Report;

/** Confusion matrices, and whether the confidence of the model matches its accuracy. */
final class ReadingSection {
    private ReadingSection() {}

    static void write(Html html, Report report) {
        html.section("readings", "Confusion and calibration");
        html.note(report.images().split() + " split, seed " + report.seed() + ".");
        html.raw("<div class=pair>\n");
        for (Report.Confusion confusion : report.confusions()) {
            html.raw("<div>")
                    .heading(
                            3,
                            "Confusion, "
                                    + title(
                                            confusion.condition(),
                                            confusion.threatModel().toString(),
                                            confusion.epsilon(),
                                            confusion.n()));
            html.add(matrix(confusion.matrix(), report.model().classes())).raw("</div>\n");
        }
        html.raw("</div>\n<div class=pair>\n");
        for (ReliabilityResults reliability : report.reliabilities()) {
            html.raw("<div>")
                    .heading(
                            3,
                            "Calibration, "
                                    + title(
                                            reliability.condition(),
                                            reliability.threatModel().toString(),
                                            reliability.epsilon(),
                                            reliability.n()));
            html.paragraph(String.format(
                    Locale.ROOT,
                    "Expected calibration error %.1f points.",
                    100 * reliability.expectedCalibrationError()));
            html.add(plot(reliability)).raw("</div>\n");
        }
        html.raw("</div>\n");
        html.note("Rows are true classes, columns are predictions; shades are shares of a row. Calibration: accuracy"
                + " (bar) of images with similar confidence, in ten bins; on the dashed line, accuracy equals"
                + " confidence.");
        html.end("section");
    }

    private static String title(String condition, String threatModel, @Nullable Double epsilon, int n) {
        return condition + (epsilon == null ? "" : ", " + threatModel + ", L-inf " + Numbers.epsilon(epsilon))
                + ", n = " + n;
    }

    private static Markup matrix(int[][] matrix, List<String> classes) {
        StringBuilder out = new StringBuilder("<div class=scroll><table class=heat>\n<thead><tr><th></th>");
        classes.forEach(name ->
                out.append("<th scope=col>").append(Markup.escaped(name)).append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (int k = 0; k < matrix.length; k++) {
            int total = Math.max(1, Arrays.stream(matrix[k]).sum());
            out.append("<tr><th scope=row>")
                    .append(Markup.escaped(classes.get(k)))
                    .append("</th>");
            for (int count : matrix[k]) {
                double share = (double) count / total;
                out.append(String.format(
                        Locale.ROOT,
                        "<td style=\"background:rgb(var(--heat) / %.2f)\">%d<br><small>%s</small></td>",
                        0.04 + 0.5 * share,
                        count,
                        Numbers.percent(share)));
            }
            out.append("</tr>\n");
        }
        return new Markup(out.append("</tbody></table></div>\n").toString());
    }

    private static Markup plot(ReliabilityResults reliability) {
        Chart chart = Chart.ofShares(380, "confidence", "accuracy");
        for (ReliabilityResults.Bin bin : reliability.bins()) {
            chart.bar(
                    bin.from(),
                    bin.to(),
                    bin.accuracy(),
                    String.format(
                            Locale.ROOT,
                            "confidence %s, accuracy %s, n = %d",
                            Numbers.percent(bin.confidence()),
                            Numbers.percent(bin.accuracy()),
                            bin.n()));
        }
        return chart.toMarkup("Accuracy against confidence");
    }
}
