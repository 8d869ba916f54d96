package org.robustdx.trainer.evaluate.html;

import java.util.List;
import java.util.Locale;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.Report.Row;

/** What happens without an attacker: noise, with what the decoder makes of it, and shifts. */
final class ConditionSections {
    private ConditionSections() {}

    static void noise(Html html, Report report) {
        html.section("noise", "Noise and denoising");
        html.note(where(report)
                + ". Noise is independent in every value, of exactly the strength named, clipped and rounded"
                + " to 8 bits.");
        Table table = new Table(1, "images", "accuracy", "balanced accuracy", "flagged");
        for (Row row : report.rows()) {
            if (row.kind() == Condition.Kind.CLEAN || row.kind() == Condition.Kind.NOISE) {
                table.row(
                        row.name(),
                        Numbers.percent(row.accuracy(), row.accuracy95()),
                        Numbers.percent(row.balancedAccuracy(), row.balancedAccuracy95()),
                        Numbers.percent(row.flagged()));
            }
        }
        html.add(table.toMarkup());
        html.heading(3, "What the decoder makes of them");
        html.note(
                "Distance to the clean image, before and after the model's decoder. PSNR in dB, of the mean squared error over"
                        + " all images; SSIM is 1 for equal images. Attacked images: n = "
                        + report.images().attacked() + ".");
        Table quality = new Table(
                2, "images", "threat model", "ε", "PSNR given", "PSNR denoised", "SSIM given", "SSIM denoised");
        for (Row row : report.rows()) {
            Report.Quality q = row.quality();
            if (q != null && row.kind() != Condition.Kind.CHECK) {
                quality.row(
                        row.name(),
                        row.threatModel().toString(),
                        Numbers.epsilon(row.epsilon()),
                        Numbers.number(q.inputPsnr(), 1),
                        Numbers.number(q.denoisedPsnr(), 1),
                        Numbers.number(q.inputSsim(), 3),
                        Numbers.number(q.denoisedSsim(), 3));
            }
        }
        html.raw("<details open><summary>Table</summary>")
                .add(quality.toMarkup())
                .raw("</details>\n");
        html.end("section");
    }

    static void shifts(Html html, Report report) {
        html.section("shifts", "Shifts");
        Report.ShiftSummary summary = report.shifts();
        if (summary == null) {
            html.paragraph("Shifts were not measured (--no-shifts).").end("section");
            return;
        }
        html.note(where(report)
                + ". What another scanner, camera or file format may do; the strengths are fixed in the program"
                + " (docs/evaluation.md).");
        html.paragraph(String.format(
                Locale.ROOT,
                "Worst: %s, %.1f points of balanced accuracy below clean (%s).",
                summary.worst(),
                summary.worstDropPoints(),
                Numbers.percent(summary.cleanBalancedAccuracy())));
        Table table = new Table(2, "shift", "what", "accuracy", "balanced accuracy", "points from clean", "flagged");
        List<Row> rows = AttackSection.rows(report, Condition.Kind.SHIFT);
        for (Row row : rows) {
            List<Object> cells = List.of(
                    row.name(),
                    new Markup("<span class=note>" + Markup.escaped(String.join(", ", row.options())) + "</span>"),
                    Numbers.percent(row.accuracy(), row.accuracy95()),
                    Numbers.percent(row.balancedAccuracy(), row.balancedAccuracy95()),
                    String.format(
                            Locale.ROOT, "%+.1f", 100 * (row.balancedAccuracy() - summary.cleanBalancedAccuracy())),
                    Numbers.percent(row.flagged()));
            if (row.name().equals(summary.worst())) {
                table.strongRow(cells);
            } else {
                table.row(cells);
            }
        }
        html.add(table.toMarkup()).end("section");
    }

    private static String where(Report report) {
        return report.images().split() + " split, n = " + report.images().n() + ", seed " + report.seed();
    }
}
