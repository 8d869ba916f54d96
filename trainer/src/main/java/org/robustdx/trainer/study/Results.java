package org.robustdx.trainer.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;

/** The results of the evaluations of one task, by row and column of its table. */
final class Results {
    private final Map<String, Map<Column, List<Double>>> byRow = new LinkedHashMap<>();
    private final Map<String, Set<Long>> seedsByRow = new LinkedHashMap<>();
    private final Set<Column> columns = new LinkedHashSet<>();
    private int fewest = Integer.MAX_VALUE;
    private int most;

    /**
     * A column of the tables.
     *
     * @param kind of the condition
     * @param name of the condition, or of what is the worst of several
     * @param epsilon in units of 1/255; NaN without an attack
     */
    record Column(Condition.Kind kind, String name, double epsilon) {
        /** Returns the head of the column. */
        String title() {
            return switch (kind) {
                case CLEAN -> "clean";
                case ATTACK -> name + " " + Bounds.show(epsilon);
                default -> name;
            };
        }
    }

    /** Adds the report of a row's model with one seed. */
    void add(String row, long seed, Report report) {
        seedsByRow.computeIfAbsent(row, name -> new TreeSet<>()).add(seed);
        Map<Column, List<Double>> ofRow = byRow.computeIfAbsent(row, name -> new LinkedHashMap<>());
        for (Report.Row entry : report.rows()) {
            if (entry.kind() == Condition.Kind.CHECK || entry.kind() == Condition.Kind.SHIFT) {
                continue;
            }
            put(ofRow, new Column(entry.kind(), entry.name(), epsilon(entry)), entry.balancedAccuracy());
            if (entry.kind() == Condition.Kind.ATTACK) {
                fewest = Math.min(fewest, entry.n());
                most = Math.max(most, entry.n());
            }
        }
        for (Report.WorstCase worst : report.worstCases()) {
            if (worst.threatModel() == ThreatModel.ANY) {
                Column column = new Column(Condition.Kind.ATTACK, "worst of all", worst.epsilon());
                put(ofRow, column, worst.balancedAccuracy());
            }
        }
        Report.ShiftSummary shifts = report.shifts();
        if (shifts != null) {
            put(ofRow, new Column(Condition.Kind.SHIFT, "worst shift", Double.NaN), shifts.worstBalancedAccuracy());
        }
    }

    private static double epsilon(Report.Row row) {
        Double epsilon = row.epsilon();
        return epsilon == null ? Double.NaN : epsilon;
    }

    private void put(Map<Column, List<Double>> ofRow, Column column, double value) {
        columns.add(column);
        ofRow.computeIfAbsent(column, key -> new ArrayList<>()).add(value);
    }

    /** Returns the rows' names, in the order in which they came. */
    List<String> rows() {
        return List.copyOf(byRow.keySet());
    }

    /** Returns the seeds of a row's models, in their order. */
    Set<Long> seeds(String row) {
        return seedsByRow.getOrDefault(row, Set.of());
    }

    /** Returns the seeds of all models, in their order. */
    Set<Long> seeds() {
        Set<Long> all = new TreeSet<>();
        seedsByRow.values().forEach(all::addAll);
        return all;
    }

    /** Returns the columns that were measured for at least one row. */
    List<Column> columns() {
        return List.copyOf(columns);
    }

    /** Returns balanced accuracies, 0 to 1, one for each seed; none where it was not measured. */
    List<Double> values(String row, Column column) {
        return byRow.getOrDefault(row, Map.of()).getOrDefault(column, List.of());
    }

    /** Returns how many images were attacked, such as {@code 300}, or {@code 298 to 300}. */
    String attacked() {
        return most == 0 ? "none" : fewest == most ? Integer.toString(most) : fewest + " to " + most;
    }
}
