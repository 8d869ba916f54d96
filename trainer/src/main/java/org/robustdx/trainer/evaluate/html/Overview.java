package org.robustdx.trainer.evaluate.html;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.evaluate.Flag;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.ScopeResults;

/** The head of the report: what was judged and on which images, the most important figures, the warnings. */
final class Overview {
    private Overview() {}

    static void header(Html html, Report report, List<String[]> contents) {
        Report.Model model = report.model();
        Report.ImageSet images = report.images();
        html.raw("<header>\n").heading(1, "Robustness of " + model.task() + ": " + model.file());
        html.note(report.producer() + ", revision " + report.gitRevision() + ", " + report.created() + ", seed "
                + report.seed() + ". Research software; not a medical device.");
        Table facts = new Table(2, "", "");
        facts.row(
                "model",
                model.backbone() + ", " + model.parameters() + " parameters, input "
                        + model.inputShape().stream().map(String::valueOf).collect(Collectors.joining("×"))
                        + ", classes " + String.join(", ", model.classes()));
        facts.row("file, SHA-256", new Markup("<code>" + Markup.escaped(model.sha256()) + "</code>"));
        facts.row("trained by", model.trainedBy());
        facts.row("detectors", String.join(", ", model.detectors()));
        facts.row(
                "images",
                (images.sites().isEmpty() ? images.origin() + ", " : "") + split(images) + ": " + images.n()
                        + " evaluated (" + counts(images.perClass()) + "), " + images.attacked() + " of them attacked ("
                        + counts(images.attackedPerClass()) + ")");
        html.raw("<div class=facts>").add(facts.toMarkup()).raw("</div>\n<nav>");
        for (String[] entry : contents) {
            html.raw("<a href=\"#" + entry[0] + "\">").text(entry[1]).raw("</a>");
        }
        html.raw("</nav>\n</header>\n");
    }

    /** Returns which images, and whether training saw them. */
    static String split(Report.ImageSet images) {
        if (!images.sites().isEmpty()) {
            return images.sites().stream()
                    .map(site -> site.name()
                            + (site.split().equals("test") ? " (test split, seed " + site.splitSeed() : " (all images")
                            + (site.trainedOn() ? ", a training site)" : ", not a training site)"))
                    .collect(Collectors.joining(", "));
        }
        if (!images.split().equals("test")) {
            return images.isTrainingData()
                    ? "all images of the training data, including those that it learned from"
                    : "all images of other data than the model's";
        }
        return "test split (seed " + images.splitSeed() + "), "
                + (images.isTrainingData()
                        ? "which was used neither for training nor for any choice"
                        : "of other data than the model's, by the digest: may include training images");
    }

    static void tiles(Html html, Report report) {
        Report.Row clean = report.rows().get(0);
        html.raw("<div class=tiles>\n");
        tile(
                html,
                Numbers.percent(clean.accuracy()),
                "clean accuracy, n = " + clean.n() + ", 95 % " + Numbers.interval(clean.accuracy95()));
        tile(
                html,
                Numbers.percent(clean.balancedAccuracy()),
                "clean balanced accuracy, 95 % " + Numbers.interval(clean.balancedAccuracy95()));
        report.worstCases().stream()
                .filter(worst -> worst.threatModel() == ThreatModel.ANY)
                .filter(worst -> worst.epsilon() == 4 || worst.epsilon() == 8 || neitherOfTheUsual(report))
                .forEach(worst -> tile(
                        html,
                        Numbers.percent(worst.accuracy()),
                        "worst case of all attacks at L-inf " + Numbers.epsilon(worst.epsilon()) + ", n = " + worst.n()
                                + ", 95 % " + Numbers.interval(worst.accuracy95())));
        report.detections().stream()
                .filter(d -> d.threatModel() == ThreatModel.ADAPTIVE)
                .filter(d -> d.epsilon() == 4)
                .max(Comparator.comparingDouble(Report.Detection::auroc))
                .ifPresent(d -> tile(
                        html,
                        Numbers.number(d.auroc(), 2),
                        "AUROC of the best detector (" + d.detector()
                                + ") against the adaptive attack at L-inf 4/255"));
        report.verdicts().stream()
                .filter(row -> row.threatModel() == ThreatModel.ADAPTIVE && row.epsilon() != null)
                .min(Comparator.comparingDouble(row -> Math.abs(AttackSection.epsilon(row.epsilon()) - 4)))
                .ifPresent(row -> tile(
                        html,
                        Numbers.percent(row.trustedMisclassified()),
                        "misclassified and trusted under the adaptive attack at L-inf " + Numbers.epsilon(row.epsilon())
                                + ", n = " + row.n() + ", 95 % " + Numbers.interval(row.trustedMisclassified95())));
        ScopeResults scope = report.scope();
        if (scope != null) {
            tile(
                    html,
                    Numbers.percent(scope.eitherAlarm()),
                    "of clean images raise at least one of the two alarms, n = " + scope.n() + ", 95 % "
                            + Numbers.interval(scope.eitherAlarm95()));
        }
        if (report.shifts() != null) {
            tile(
                    html,
                    Numbers.number(report.shifts().worstDropPoints(), 1) + " pts",
                    "balanced accuracy lost to the worst shift ("
                            + report.shifts().worst() + ")");
        }
        long doubts = report.flags().stream()
                .filter(flag -> flag.severity() == Flag.Severity.DOUBT)
                .count();
        tile(html, doubts + " / " + (report.flags().size() - doubts), "flags: doubts / notes");
        html.raw("</div>\n");
    }

    /** Where neither of the usual two was measured, all are shown. */
    private static boolean neitherOfTheUsual(Report report) {
        return report.worstCases().stream().noneMatch(worst -> worst.epsilon() == 4 || worst.epsilon() == 8);
    }

    private static void tile(Html html, String figure, String words) {
        html.raw("<div class=tile><b>")
                .text(figure)
                .raw("</b><span>")
                .text(words)
                .raw("</span></div>\n");
    }

    static void flags(Html html, Report report) {
        html.section("flags", "Flags");
        if (report.flags().isEmpty()) {
            html.paragraph("None of the rules of docs/flags.md was broken.");
        } else {
            html.note("Warnings that rules raise (docs/flags.md). A doubt says that figures of robustness may be too"
                    + " good; a note names a limit.");
            html.raw("<ul class=flags>\n");
            for (Flag flag : report.flags()) {
                html.raw("<li class=severity-" + flag.severity() + "><b>")
                        .text(flag.id())
                        .raw("</b> <small>");
                html.text(flag.severity().toString())
                        .raw("</small><br>")
                        .text(flag.message())
                        .raw("</li>\n");
            }
            html.raw("</ul>\n");
        }
        html.end("section");
    }

    private static String counts(Map<String, Integer> perClass) {
        return perClass.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
