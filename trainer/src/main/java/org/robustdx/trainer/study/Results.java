package org.robustdx.trainer.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.robustdx.trainer.attack.Bounds;

/** What the evaluations of one task say, condition by condition. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<Condition, List<Double>>> byRow = new LinkedHashMap<>();
    private final Map<String, Set<Long>> seedsByRow = new LinkedHashMap<>();
    private final Set<Condition> conditions = new LinkedHashSet<>();
    private int fewest = Integer.MAX_VALUE;
    private int most;

    /**
     * What images were changed by.
     *
     * @param kind as the evaluation names it
     * @param name of the change
     * @param epsilon in units of 1/255; NaN where there is none
     */
    record Condition(String kind, String name, double epsilon) {
        /** Returns it as the head of a column. */
        String title() {
            return switch (kind) {
                case "clean" -> "clean";
                case "attack" -> name + " " + Bounds.show(epsilon);
                default -> name;
            };
        }
    }

    /** Takes up the {@code report.json} of the model of one seed. */
    void add(String row, long seed, Path report) throws IOException {
        seedsByRow.computeIfAbsent(row, name -> new TreeSet<>()).add(seed);
        JsonNode root = JSON.readTree(report.toFile());
        Map<Condition, List<Double>> ofRow = byRow.computeIfAbsent(row, name -> new LinkedHashMap<>());
        for (JsonNode entry : root.path("rows")) {
            String kind = entry.path("kind").asText();
            if (kind.equals("check") || kind.equals("shift")) {
                continue;
            }
            put(
                    ofRow,
                    new Condition(
                            kind,
                            entry.path("name").asText(),
                            entry.path("epsilon").asDouble(Double.NaN)),
                    entry.path("balanced_accuracy").asDouble());
            if (kind.equals("attack")) {
                fewest = Math.min(fewest, entry.path("n").asInt());
                most = Math.max(most, entry.path("n").asInt());
            }
        }
        for (JsonNode worst : root.path("worst_cases")) {
            if (worst.path("threat_model").asText().startsWith("any")) {
                put(
                        ofRow,
                        new Condition(
                                "attack", "worst of all", worst.path("epsilon").asDouble()),
                        worst.path("balanced_accuracy").asDouble());
            }
        }
        JsonNode shifts = root.path("shifts");
        if (shifts.isObject()) {
            put(
                    ofRow,
                    new Condition("shift", "worst shift", Double.NaN),
                    shifts.path("worst_balanced_accuracy").asDouble());
        }
    }

    private void put(Map<Condition, List<Double>> ofRow, Condition condition, double value) {
        conditions.add(condition);
        ofRow.computeIfAbsent(condition, key -> new ArrayList<>()).add(value);
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

    /** Returns what was measured of at least one row. */
    List<Condition> conditions() {
        return List.copyOf(conditions);
    }

    /** Returns balanced accuracies, 0 to 1, one for each seed; none where it was not measured. */
    List<Double> values(String row, Condition condition) {
        return byRow.getOrDefault(row, Map.of()).getOrDefault(condition, List.of());
    }

    /** Returns how many images were attacked, such as {@code 300}, or {@code 298 to 300}. */
    String attacked() {
        return most == 0 ? "none" : fewest == most ? Integer.toString(most) : fewest + " to " + most;
    }
}
