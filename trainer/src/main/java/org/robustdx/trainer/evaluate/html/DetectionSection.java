package org.robustdx.trainer.evaluate.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.Report.Detection;

/** How well attacks are detected: by the served verdict, and by each detector. */
final class DetectionSection {
    private DetectionSection() {}

    static void write(Html html, Report report) {
        List<Detection> detections = report.detections();
        html.section("detection", "Detection");
        if (detections.isEmpty()) {
            html.paragraph("No attack was made.").end("section");
            return;
        }
        Detection first = detections.get(0);
        verdicts(html, report);
        html.heading(3, "Detectors");
        html.note(first.split() + " split, seed " + first.seed() + ": " + first.nClean() + " clean images against "
                + first.nAttacked()
                + " attacked ones. Only the adaptive attack knows the detectors: figures of the others are best"
                + " cases. Rates at 1 % and 5 % false alarms are at thresholds set on these clean images.");
        double epsilon = detections.stream()
                .map(Detection::epsilon)
                .min(Comparator.comparingDouble(e -> Math.abs(e - 4)))
                .orElseThrow();
        html.heading(3, "ROC at L-inf " + Numbers.epsilon(epsilon)).raw("<div class=third>\n");
        for (String attack : attacks(detections)) {
            List<Detection> shown = detections.stream()
                    .filter(d -> d.attack().equals(attack) && d.epsilon() == epsilon)
                    .toList();
            html.raw("<div>").heading(3, attack + " (" + shown.get(0).threatModel() + ")");
            html.add(roc(shown)).raw("</div>\n");
        }
        html.raw("</div>\n<details><summary>All detectors, attacks and ε</summary>");
        html.add(table(detections));
        html.note("AUROC, successful: of the images alone that are classified correctly before the attack and"
                        + " wrongly after it.")
                .raw("</details>\n");
        html.end("section");
    }

    private static void verdicts(Html html, Report report) {
        html.heading(3, "Verdicts");
        html.note(first(report).split() + " split, seed " + report.seed()
                + ". Verdicts by the rates of the model file. The last column is what an attacker wants: the"
                + " share of all images that are misclassified and raise neither alarm.");
        Table table = new Table(
                2,
                "images",
                "threat model",
                "ε",
                "n",
                "trusted",
                "flagged",
                "out of scope",
                "misclassified",
                "misclassified and trusted");
        for (Report.Verdicts row : report.verdicts()) {
            List<Object> cells = List.of(
                    row.condition(),
                    row.threatModel().toString(),
                    Numbers.epsilon(row.epsilon()),
                    row.n(),
                    Numbers.percent(row.trusted()),
                    Numbers.percent(row.flagged()),
                    row.outOfScope() == null ? "–" : Numbers.percent(row.outOfScope()),
                    Numbers.percent(row.misclassified()),
                    Numbers.percent(row.trustedMisclassified(), row.trustedMisclassified95()));
            if (row.threatModel() == ThreatModel.ADAPTIVE) {
                table.strongRow(cells);
            } else {
                table.row(cells);
            }
        }
        html.add(table.toMarkup());
    }

    private static Detection first(Report report) {
        return report.detections().get(0);
    }

    private static List<String> attacks(List<Detection> detections) {
        return detections.stream().map(Detection::attack).distinct().toList();
    }

    private static Markup roc(List<Detection> detections) {
        Chart chart = Chart.ofShares(300, "clean images flagged", "attacked images flagged");
        for (Detection detection : detections) {
            List<Chart.Point> points = new ArrayList<>();
            for (int i = 0; i < detection.roc()[0].length; i++) {
                points.add(Chart.Point.of(detection.roc()[0][i], detection.roc()[1][i]));
            }
            String name = String.format(Locale.ROOT, "%s %.2f", detection.detector(), detection.auroc());
            chart.line(name, Chart.Stroke.SOLID, false, points);
        }
        return chart.toMarkup("ROC curves; the areas are in the table below");
    }

    private static Markup table(List<Detection> detections) {
        Table table = new Table(
                3,
                "attack",
                "threat model",
                "detector",
                "ε",
                "AUROC",
                "AUROC, successful",
                "found at 1 %",
                "found at 5 %");
        for (Detection d : detections) {
            List<Object> cells = List.of(
                    d.attack(),
                    d.threatModel().toString(),
                    d.detector(),
                    Numbers.epsilon(d.epsilon()),
                    Numbers.number(d.auroc(), 3),
                    new Markup(Numbers.number(d.aurocOfSuccessfullyAttacked(), 3) + " <small>n = "
                            + d.successfullyAttacked() + "</small>"),
                    Numbers.percent(d.detectedAt1()),
                    Numbers.percent(d.detectedAt5()));
            if (d.threatModel() == ThreatModel.ADAPTIVE) {
                table.strongRow(cells);
            } else {
                table.row(cells);
            }
        }
        return table.toMarkup();
    }
}
