package org.robustdx.trainer.evaluate.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.evaluate.Report.Row;

/** Accuracy under attack: security curves, and a table for each measure. */
final class AttackSection {
    private AttackSection() {}

    static void write(Html html, Report report) {
        List<Row> attacks = rows(report, Condition.Kind.ATTACK);
        html.section("attacks", "Accuracy under attack");
        if (attacks.isEmpty()) {
            html.paragraph("No attack was made.").end("section");
            return;
        }
        html.note("Changes of each sample by at most ε (L-inf), rounded to 8 bits, classified by the exported file in"
                + " ONNX Runtime. " + report.images().split() + " split, n = "
                + report.images().attacked() + ", seed "
                + report.seed()
                + ". Bars and brackets are 95 % intervals: Wilson for accuracy, bootstrap within classes for"
                + " balanced accuracy.");
        html.add(curves(attacks));
        html.heading(3, "Accuracy");
        html.add(table(
                report,
                attacks,
                row -> Numbers.percent(row.accuracy(), row.accuracy95()),
                worst -> Numbers.percent(worst.accuracy(), worst.accuracy95())));
        html.heading(3, "Balanced accuracy");
        html.add(table(
                report,
                attacks,
                row -> Numbers.percent(row.balancedAccuracy(), row.balancedAccuracy95()),
                worst -> Numbers.percent(worst.balancedAccuracy(), worst.balancedAccuracy95())));
        html.note("Worst case: an image counts as correct only if it is correct under every attack of that kind.");
        html.heading(3, "Share of attacked images that the served verdict flags");
        html.add(table(report, attacks, row -> Markup.text(Numbers.percent(row.flagged())), null));
        html.raw("<ul class=note>\n");
        for (ThreatModel threat : ThreatModel.values()) {
            if (threat != ThreatModel.NONE && threat != ThreatModel.ANY) {
                html.raw("<li>")
                        .text(threat + ": " + threat.description() + ".")
                        .raw("</li>\n");
            }
        }
        html.raw("</ul>\n").end("section");
    }

    static List<Row> rows(Report report, Condition.Kind kind) {
        return report.rows().stream().filter(row -> row.kind() == kind).toList();
    }

    static List<Double> epsilons(List<Row> attacks) {
        return attacks.stream().map(AttackSection::epsilon).distinct().sorted().toList();
    }

    static List<String> names(List<Row> attacks) {
        return attacks.stream().map(Row::name).distinct().toList();
    }

    private static Markup curves(List<Row> attacks) {
        List<Double> epsilons = epsilons(attacks);
        double largest = epsilons.get(epsilons.size() - 1);
        List<Chart.Tick> ticks = new ArrayList<>();
        ticks.add(new Chart.Tick(0, "0"));
        epsilons.forEach(e -> ticks.add(new Chart.Tick(e, Numbers.plain(e))));
        Chart chart = new Chart(960, 400, largest * 1.02, "ε in 1/255", "accuracy", ticks);
        for (String name : names(attacks)) {
            List<Row> rows =
                    attacks.stream().filter(row -> row.name().equals(name)).toList();
            Row first = rows.get(0);
            List<Chart.Point> points = new ArrayList<>();
            points.add(Chart.Point.of(0, first.cleanAccuracy()));
            for (Row row : rows) {
                points.add(new Chart.Point(
                        epsilon(row),
                        row.accuracy(),
                        row.accuracy95().low(),
                        row.accuracy95().high(),
                        String.format(
                                Locale.ROOT,
                                "%s (%s), %s: %s %s, n = %d",
                                name,
                                row.threatModel(),
                                Numbers.epsilon(row.epsilon()),
                                Numbers.percent(row.accuracy()),
                                Numbers.interval(row.accuracy95()),
                                row.n())));
            }
            chart.line(name + " (" + first.threatModel() + ")", stroke(first.threatModel()), true, points);
        }
        return chart.toMarkup("Accuracy against epsilon for each attack; the numbers are in the table below");
    }

    private static Chart.Stroke stroke(ThreatModel threatModel) {
        return switch (threatModel) {
            case BLACK_BOX -> Chart.Stroke.DASHED;
            case TRANSFER -> Chart.Stroke.DOTTED;
            case ADAPTIVE -> Chart.Stroke.MIXED;
            default -> Chart.Stroke.SOLID;
        };
    }

    private static Markup table(
            Report report,
            List<Row> attacks,
            Function<Row, Markup> cell,
            @Nullable Function<Report.WorstCase, Markup> worstCell) {
        List<Double> epsilons = epsilons(attacks);
        List<String> heads = new ArrayList<>(List.of("attack", "threat model", "settings"));
        epsilons.forEach(e -> heads.add(Numbers.epsilon(e)));
        Table table = new Table(3, heads);
        for (String name : names(attacks)) {
            List<Row> rows =
                    attacks.stream().filter(row -> row.name().equals(name)).toList();
            List<Object> cells = new ArrayList<>(List.of(
                    name,
                    rows.get(0).threatModel().toString(),
                    new Markup("<span class=note>"
                            + Markup.escaped(String.join(", ", rows.get(0).options())) + "</span>")));
            for (double epsilon : epsilons) {
                Optional<Row> row =
                        rows.stream().filter(r -> epsilon(r) == epsilon).findFirst();
                cells.add(row.map(cell).orElse(Markup.text("–")));
            }
            table.row(cells);
        }
        if (worstCell != null) {
            for (ThreatModel threat : report.worstCases().stream()
                    .map(Report.WorstCase::threatModel)
                    .distinct()
                    .toList()) {
                List<Object> cells = new ArrayList<>(List.of("worst case", threat.toString(), ""));
                report.worstCases().stream()
                        .filter(worst -> worst.threatModel() == threat)
                        .forEach(worst -> cells.add(worstCell.apply(worst)));
                table.strongRow(cells);
            }
        }
        return table.toMarkup();
    }

    static double epsilon(Row row) {
        return epsilon(row.epsilon());
    }

    /** Returns the value, 0 without attack. */
    static double epsilon(@Nullable Double epsilon) {
        return epsilon == null ? 0 : epsilon;
    }
}
