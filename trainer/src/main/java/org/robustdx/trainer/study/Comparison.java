package org.robustdx.trainer.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;
import org.robustdx.trainer.report.HeatMap;

/**
 * Models against attackers: a row for each model, a column for clean images and for each attacker of the plan with each
 * ε. A cell has one value for each seed; none where the attack was not made.
 */
final class Comparison {
    private static final String CLEAN = "clean";
    private static final String NONE = "–";

    private final List<String> columns;
    private final Map<String, Map<String, List<Double>>> byRow = new LinkedHashMap<>();
    private final Set<Long> seeds = new TreeSet<>();
    private final Map<String, Set<Long>> seedsByRow = new LinkedHashMap<>();
    private final Set<Integer> attacked = new TreeSet<>();

    private Comparison(List<String> columns) {
        this.columns = columns;
    }

    /** Returns balanced accuracies, in %. */
    static Comparison ofAccuracy(StudyPlan plan, List<Outcome> outcomes) {
        Comparison comparison = new Comparison(columns(plan, outcomes, List.of(CLEAN)));
        for (Outcome outcome : outcomes) {
            for (Report.Row row : outcome.report().rows()) {
                if (row.kind() == Condition.Kind.CLEAN) {
                    comparison.add(outcome, CLEAN, row.balancedAccuracy());
                } else if (row.kind() == Condition.Kind.ATTACK) {
                    Double epsilon = row.epsilon();
                    titles(plan, row.name(), epsilon == null ? 0 : epsilon)
                            .forEach(title -> comparison.add(outcome, title, row.balancedAccuracy()));
                    comparison.attacked.add(row.n());
                }
            }
        }
        return comparison;
    }

    /** Returns shares of images that are misclassified without an alarm, in %; and before them the false alarms on clean images. */
    static Comparison ofUnnoticed(StudyPlan plan, List<Outcome> outcomes) {
        String alarms = "false alarms, clean";
        Comparison comparison = new Comparison(columns(plan, outcomes, List.of(alarms, CLEAN)));
        for (Outcome outcome : outcomes) {
            for (Report.Verdicts verdicts : outcome.report().verdicts()) {
                Double epsilon = verdicts.epsilon();
                if (epsilon == null) {
                    comparison.add(outcome, alarms, 1 - verdicts.trusted());
                    comparison.add(outcome, CLEAN, verdicts.trustedMisclassified());
                } else {
                    titles(plan, verdicts.condition(), epsilon)
                            .forEach(title -> comparison.add(outcome, title, verdicts.trustedMisclassified()));
                    comparison.attacked.add(verdicts.n());
                }
            }
        }
        return comparison;
    }

    private static List<String> columns(StudyPlan plan, List<Outcome> outcomes, List<String> first) {
        Set<Double> epsilons = new TreeSet<>();
        outcomes.forEach(outcome -> outcome.report().rows().stream()
                .filter(row -> row.kind() == Condition.Kind.ATTACK)
                .map(Report.Row::epsilon)
                .forEach(epsilons::add));
        List<String> columns = new ArrayList<>(first);
        plan.attackers().keySet().forEach(title -> epsilons.forEach(e -> columns.add(title + " " + Bounds.show(e))));
        return columns;
    }

    private static List<String> titles(StudyPlan plan, String attack, double epsilon) {
        return plan.attackers().entrySet().stream()
                .filter(attacker -> attacker.getValue().equals(attack))
                .map(attacker -> attacker.getKey() + " " + Bounds.show(epsilon))
                .toList();
    }

    private void add(Outcome outcome, String column, double share) {
        String row = outcome.cell().row().name();
        byRow.computeIfAbsent(row, name -> new LinkedHashMap<>())
                .computeIfAbsent(column, name -> new ArrayList<>())
                .add(share);
        seeds.add(outcome.cell().seed());
        seedsByRow
                .computeIfAbsent(row, name -> new TreeSet<>())
                .add(outcome.cell().seed());
    }

    /** Returns the table as Markdown, with what it shows before it. */
    String table(String what) {
        StringBuilder text = new StringBuilder(what);
        text.append(
                seeds.size() > 1
                        ? "; mean ± standard deviation over seeds %s, each with its own split".formatted(list(seeds))
                        : "; seed " + list(seeds));
        text.append(". Clean: whole test split; attacks: ").append(list(attacked));
        text.append(" images of it, L-inf, ε in units of 1/255. ")
                .append(NONE)
                .append(": without a front, the same attacker as white-box.\n\n| |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n| --- |").append(" --- |".repeat(columns.size())).append('\n');
        byRow.forEach((row, values) -> {
            Set<Long> own = seedsByRow.getOrDefault(row, Set.of());
            text.append("| ").append(row).append(own.equals(seeds) ? "" : " (seeds " + list(own) + ")");
            text.append(" |");
            columns.forEach(column -> {
                String entry = Tables.entry(values.getOrDefault(column, List.of()));
                text.append(' ').append(entry.isEmpty() ? NONE : entry).append(" |");
            });
            text.append('\n');
        });
        return text.append('\n').toString();
    }

    /**
     * Draws the means as a heat map.
     *
     * @param goodIsHigh whether high values are good
     */
    void plot(String title, boolean goodIsHigh, Path file) throws IOException {
        List<String> rows = List.copyOf(byRow.keySet());
        ToDoubleFunction<List<Double>> percent = values -> 100 * Tables.mean(values);
        double[][] values = new double[rows.size()][columns.size()];
        for (int i = 0; i < rows.size(); i++) {
            Map<String, List<Double>> ofRow = byRow.getOrDefault(rows.get(i), Map.of());
            for (int k = 0; k < columns.size(); k++) {
                values[i][k] = percent.applyAsDouble(ofRow.getOrDefault(columns.get(k), List.of()));
            }
        }
        HeatMap.draw(title, rows, columns, values, goodIsHigh, file);
    }

    private static String list(Set<?> values) {
        return String.join(", ", values.stream().map(String::valueOf).toList());
    }
}
