package org.robustdx.trainer.evaluate.html;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.evaluate.Findings;
import org.robustdx.trainer.evaluate.Observed;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.ScopeResults;
import org.robustdx.trainer.evaluate.SubgroupResults;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;

/** How well the scope detectors tell images of the model's kind from others, and which images they missed. */
final class ScopeSection {
    private static final int SHOWN = 6;

    private ScopeSection() {}

    static void write(Html html, Report report, Findings findings) {
        html.section("scope", "Images out of scope");
        @Nullable ScopeResults scope = report.scope();
        if (scope == null) {
            html.paragraph("This model has no scope detectors: it gives a diagnosis for every image that can be"
                            + " decoded.")
                    .end("section");
            return;
        }
        html.note(scope.split() + " split, seed " + scope.seed() + ", n = " + scope.n()
                + " images of the model's own kind. An"
                + " image is out of scope if " + String.join(" or ", scope.detectors())
                + " is above the threshold of the model file, calibrated for "
                + Numbers.percent(scope.falseAlarmRate())
                + " false alarms. Intervals are 95 %: Wilson for shares, Newcombe for"
                + " AUROC.");
        Table own =
                new Table(1, "images of the model's own kind", "n", "out of scope", "at least one of the two alarms");
        own.row(
                report.images().origin(),
                scope.n(),
                Numbers.percent(scope.falseAlarms(), scope.falseAlarms95()),
                Numbers.percent(scope.eitherAlarm(), scope.eitherAlarm95()));
        for (SubgroupResults by : report.subgroups()) {
            for (SubgroupResults.Group group :
                    by.attribute().equals("site") ? by.groups() : List.<SubgroupResults.Group>of()) {
                own.row(
                        "site " + group.name(),
                        group.n(),
                        Numbers.proportion(group.outOfScope()),
                        Numbers.proportion(group.eitherAlarm()));
            }
        }
        html.add(own.toMarkup());
        if (scope.sets().isEmpty()) {
            html.paragraph("Images of other kinds were not measured (--no-scope).")
                    .end("section");
            return;
        }
        html.add(table(scope));
        html.note((scope.upright()
                        ? "Rotated images are out of scope for this model: it has the detector scope-upright."
                        : "Rotated and mirrored images are in scope for this model (it has no detector scope-upright),"
                                + " so they are not tested here.")
                + " AUROC is that of the deciding score against the images of the model's own kind. Changed images are"
                + " made from these. Trusted: neither alarm is raised.");
        gallery(html, report, findings);
        html.end("section");
    }

    private static Markup table(ScopeResults scope) {
        Table table = new Table(3, "images of another kind", "what", "made from", "n", "AUROC", "caught", "trusted");
        for (ScopeResults.OfSet set : scope.sets()) {
            table.row(
                    set.name(),
                    new Markup("<span class=note>" + Markup.escaped(set.description()) + "</span>"),
                    new Markup("<span class=note>" + origin(set) + "</span>"),
                    set.n(),
                    Numbers.area(set.auroc(), set.auroc95()),
                    Numbers.percent(set.caught(), set.caught95()),
                    Numbers.percent(set.trusted()));
        }
        return table.toMarkup();
    }

    private static String origin(ScopeResults.OfSet set) {
        return switch (set.origin()) {
            case CHANGED -> "in-scope images";
            case DRAWN -> "code";
            case FOLDER ->
                set.refused() == 0 ? "files" : "files; " + set.refused() + " more are refused by the decoders";
        };
    }

    private static void gallery(Html html, Report report, Findings findings) {
        html.heading(3, "Images that were not caught");
        html.note("The first " + SHOWN
                + " of each set whose verdict is not OUT_OF_SCOPE, with the diagnosis that the model gives.");
        boolean any = false;
        for (Findings.OutOfScope found : findings.outOfScope()) {
            int[] missed = found.missed();
            if (missed.length > 0) {
                any = true;
                strip(html, report, found, missed);
            }
        }
        if (!any) {
            html.paragraph("Every image was caught.");
        }
    }

    private static void strip(Html html, Report report, Findings.OutOfScope found, int[] missed) {
        OutOfScopeSet set = found.set();
        Observed observed = found.observed();
        html.raw("<p><b>")
                .text(set.name())
                .raw("</b> <small>" + missed.length + " of " + set.size()
                        + " not caught</small></p>\n<div class=strip>\n");
        for (int i : IntStream.of(missed).limit(SHOWN).toArray()) {
            float[] probabilities = observed.probabilities()[i];
            int label = Argmax.of(observed.logits()[i]);
            html.raw("<div>")
                    .add(Html.image(set.raster(i).toPng(), set.name()))
                    .text(String.format(
                            Locale.ROOT,
                            "%s %.0f %%%s",
                            report.model().classes().get(label),
                            100 * probabilities[label],
                            observed.flagged()[i] ? ", flagged" : ""))
                    .raw("</div>\n");
        }
        html.raw("</div>\n");
    }
}
