package org.robustdx.trainer.evaluate.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.SubgroupResults;

/** Results by site and by other attributes of the images. */
final class SubgroupSection {
    private SubgroupSection() {}

    static void write(Html html, Report report) {
        html.section("subgroups", "Sites and subgroups");
        if (report.subgroups().isEmpty()) {
            html.paragraph("The images are from one site, and no attribute was named (--by).")
                    .end("section");
            return;
        }
        html.note("Clean images, " + report.images().split() + " split, seed " + report.seed()
                + ". Intervals are 95 %: Wilson for shares, bootstrap within classes for balanced accuracy, Newcombe"
                + " for AUROC. Alarms are false alarms, at the rates of the model file.");
        sites(html, report);
        for (SubgroupResults by : report.subgroups()) {
            html.heading(3, "By " + by.attribute());
            html.note("Values: " + by.source() + ". "
                    + (by.positive().isEmpty()
                            ? "Sensitivity and specificity need --positive. "
                            : "Sensitivity is about " + String.join(", ", by.positive()) + ". ")
                    + (by.unknown() == 0 ? "" : by.unknown() + " images have no value and are left out. "));
            html.add(table(report, by));
            gaps(html, by);
        }
        html.end("section");
    }

    private static void sites(Html html, Report report) {
        if (report.images().sites().isEmpty()) {
            return;
        }
        Table table = new Table(4, "site", "images used", "training data", "digest", "n");
        for (Report.Site site : report.images().sites()) {
            table.row(
                    site.name(),
                    site.split().equals("test") ? "test split, seed " + site.splitSeed() : "all images",
                    site.trainedOn() ? "yes, by its digest" : "not by its digest",
                    new Markup("<code>"
                            + Markup.escaped(site.digest()
                                    .substring(0, Math.min(12, site.digest().length()))) + "</code>"),
                    site.n());
        }
        html.add(table.toMarkup());
        html.note("A site that the model was trained on is evaluated on its test split, another one on all of its"
                + " images. The model file tells which, by digest or by name.");
    }

    private static Markup table(Report report, SubgroupResults by) {
        boolean positive = !by.positive().isEmpty();
        boolean scope = report.scope() != null;
        List<String> heads = new ArrayList<>(List.of(by.attribute(), "n", "accuracy", "balanced accuracy"));
        if (positive) {
            heads.addAll(List.of("sensitivity", "specificity", "AUROC"));
        }
        heads.add("tampering alarms");
        if (scope) {
            heads.addAll(List.of("scope alarms", "either alarm"));
        }
        Table table = new Table(1, heads);
        for (SubgroupResults.Group group : by.groups()) {
            List<Object> cells = new ArrayList<>();
            cells.add(new Markup(Markup.escaped(group.name())
                    + (group.compared() ? "" : " <small>too few to compare</small>") + "<br><small>"
                    + Markup.escaped(group.perClass().entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", ")))
                    + "</small>"));
            cells.add(group.n());
            cells.add(Numbers.proportion(group.accuracy()));
            cells.add(Numbers.percent(group.balancedAccuracy(), group.balancedAccuracy95()));
            if (positive) {
                cells.add(Numbers.counted(group.sensitivity()));
                cells.add(Numbers.counted(group.specificity()));
                cells.add(Numbers.area(group.auroc(), group.auroc95()));
            }
            cells.add(Numbers.proportion(group.falseAlarms()));
            if (scope) {
                cells.add(Numbers.proportion(group.outOfScope()));
                cells.add(Numbers.proportion(group.eitherAlarm()));
            }
            table.row(cells);
        }
        return table.toMarkup();
    }

    private static void gaps(Html html, SubgroupResults by) {
        if (by.gaps().isEmpty()) {
            html.note("No two groups are large enough to compare: that takes 20 images each, and 10 of each share.");
            return;
        }
        Table table = new Table(3, "largest difference in", "highest", "lowest", "points", "intervals");
        for (SubgroupResults.Gap gap : by.gaps()) {
            List<Object> cells = List.of(
                    gap.measure(),
                    gap.high(),
                    gap.low(),
                    String.format(Locale.ROOT, "%.1f", gap.points()),
                    gap.beyondChance() ? "do not overlap" : "overlap");
            if (gap.beyondChance()) {
                table.strongRow(cells);
            } else {
                table.row(cells);
            }
        }
        html.add(table.toMarkup());
    }
}
