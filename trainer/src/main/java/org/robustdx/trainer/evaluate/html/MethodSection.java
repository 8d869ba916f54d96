package org.robustdx.trainer.evaluate.html;

import java.util.Locale;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.Report.Row;
import org.robustdx.trainer.evaluate.SelfChecks;

/** Checks of the attacks, and how everything was measured. */
final class MethodSection {
    private MethodSection() {}

    static void checks(Html html, Report report) {
        SelfChecks checks = report.checks();
        html.section("checks", "Checks of the attacks");
        Table facts = new Table(1, "check", "found", "expected");
        facts.row("images whose gradient is 0 everywhere", checks.zeroGradients() + " of " + checks.n(), "at most 1 %");
        facts.row(
                "largest difference of a logit between two passes over an image",
                String.format(Locale.ROOT, "%.1e", checks.readTwiceDifference()),
                "at most 1e-5");
        facts.row(
                "largest difference of a logit between the exported file and the network whose gradients were used",
                String.format(Locale.ROOT, "%.1e", checks.graphDifference()),
                "at most 1e-4");
        html.add(facts.toMarkup());
        html.heading(3, "More steps, and a change without bounds");
        html.note("Accuracy must fall, or stay, with more steps; a change of 64/255 can turn any image into another.");
        Table table = new Table(1, "attack", "ε", "n", "accuracy");
        for (Row row : AttackSection.rows(report, Condition.Kind.CHECK)) {
            table.row(
                    row.name(),
                    Numbers.epsilon(row.epsilon()),
                    row.n(),
                    Numbers.percent(row.accuracy(), row.accuracy95()));
        }
        html.add(table.toMarkup());
        html.heading(3, "Rounding to 8 bits");
        html.note("Accuracy of the network on the attacked images in floating point, and of the exported file on the"
                + " same images as a file holds them.");
        Table rounding = new Table(2, "attack", "threat model", "ε", "before", "after");
        for (Row row : AttackSection.rows(report, Condition.Kind.ATTACK)) {
            rounding.row(
                    row.name(),
                    row.threatModel().toString(),
                    Numbers.epsilon(row.epsilon()),
                    Numbers.number(row.accuracyBeforeRounding() == null ? null : 100 * row.accuracyBeforeRounding(), 1)
                            + " %",
                    Numbers.percent(row.accuracy()));
        }
        html.raw("<details><summary>Table</summary>")
                .add(rounding.toMarkup())
                .raw("</details>\n")
                .end("section");
    }

    static void method(Html html, Report report) {
        Report.Model model = report.model();
        html.section("method", "How it was measured");
        html.paragraph(
                "Every number is computed by the exported file in ONNX Runtime, as in the app, from images of 8 bits"
                        + " per sample. Attacks follow the gradients of the same network"
                        + (model.network().equals("file")
                                ? ", built again from the exported file alone"
                                : ", from the checkpoint beside the file")
                        + ", in the space of the tensor pixels, before any normalisation.");
        html.paragraph("Images: "
                + (report.images().sites().isEmpty() ? report.images().origin() + ", " : "")
                + Overview.split(report.images())
                + ". The images of the gallery of attacks were chosen by their place in the sample, whatever"
                + " the results.");
        Table facts = new Table(2, "", "");
        facts.row("digest of the data", code(report.images().digest()));
        facts.row("digest of the data trained on", code(model.dataDigest()));
        model.sources().forEach((name, sha) -> facts.row("transfer from " + name, code(sha)));
        facts.row("false alarms promised", Numbers.percent(model.falseAlarmRate()));
        html.raw("<div class=facts>").add(facts.toMarkup()).raw("</div>\n");
        Table table = new Table(
                3,
                "kind",
                "images",
                "threat model",
                "ε",
                "split",
                "seed",
                "n",
                "accuracy",
                "balanced",
                "flagged",
                "seconds");
        for (Row row : report.rows()) {
            table.row(
                    row.kind().toString(),
                    row.name(),
                    row.threatModel().toString(),
                    Numbers.epsilon(row.epsilon()),
                    row.split(),
                    row.seed(),
                    row.n(),
                    Numbers.percent(row.accuracy(), row.accuracy95()),
                    Numbers.percent(row.balancedAccuracy(), row.balancedAccuracy95()),
                    Numbers.percent(row.flagged()),
                    Numbers.number(row.seconds(), 1));
        }
        html.raw("<details><summary>All conditions</summary>")
                .add(table.toMarkup())
                .raw("</details>\n");
        html.end("section");
    }

    private static Markup code(String text) {
        return new Markup("<code>" + Markup.escaped(text) + "</code>");
    }
}
