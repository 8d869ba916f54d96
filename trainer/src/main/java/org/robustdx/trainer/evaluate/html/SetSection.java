package org.robustdx.trainer.evaluate.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.evaluate.PredictionSetResults;
import org.robustdx.trainer.evaluate.Report;

/** How often the prediction sets hold the true class. */
final class SetSection {
    private SetSection() {}

    static void write(Html html, Report report) {
        html.section("sets", "Prediction sets");
        @Nullable PredictionSetResults sets = report.predictionSets();
        if (sets == null) {
            html.paragraph("This model has no prediction sets.").end("section");
            return;
        }
        html.note(report.images().split() + " split, seed " + report.seed()
                + ". Share of images whose set of classes holds the true class, by true class, with Wilson's 95 %"
                + " interval; in the last column, the mean"
                + " number of classes in a set. The sets were"
                + " calibrated"
                + " for " + Numbers.percent(sets.coverage()) + " of each class, "
                + (sets.epsilon() == 0
                        ? "on images without an attack: under attack they promise nothing."
                        : "under attacks of L-inf up to " + Numbers.epsilon(sets.epsilon()) + ".")
                + " Images out of scope have no set and do not count.");
        List<String> heads = new ArrayList<>(List.of("images", "threat model", "site"));
        heads.add("ε");
        heads.addAll(report.model().classes());
        heads.add("all");
        heads.add("mean size");
        Table table = new Table(3, heads);
        List<PredictionSetResults.Coverage> rows = sets.rows();
        int perRow = report.model().classes().size() + 1;
        for (int at = 0; at + perRow <= rows.size(); at += perRow) {
            PredictionSetResults.Coverage all = rows.get(at);
            List<Object> cells = new ArrayList<>(List.of(
                    all.condition(),
                    all.threatModel().toString(),
                    Objects.requireNonNullElse(all.site(), "all"),
                    Numbers.epsilon(all.epsilon())));
            rows.subList(at + 1, at + perRow).forEach(row -> cells.add(Numbers.counted(row.covered())));
            cells.add(Numbers.counted(all.covered()));
            cells.add(Numbers.number(all.meanSize(), 2));
            if (all.epsilon() == null) {
                table.strongRow(cells);
            } else {
                table.row(cells);
            }
        }
        html.add(table.toMarkup()).end("section");
    }
}
