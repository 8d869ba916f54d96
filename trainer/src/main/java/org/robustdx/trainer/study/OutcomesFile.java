package org.robustdx.trainer.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Report;

/**
 * {@code results.json}: what every evaluation of a study came to, for programs. An array with an entry for each model and each set of images that it
 * was judged on: {@code task}, {@code backbone}, {@code model}, {@code seed}, {@code trained_on} (sites), {@code left_out}, {@code judged_on} (a
 * site), {@code split}, {@code n} and {@code results}. What does not apply is left out. Shares are from 0 to 1, {@code epsilon} in units of 1/255.
 */
final class OutcomesFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OutcomesFile() {}

    /** Returns the content of the file. */
    static String of(List<Outcome> outcomes) {
        ArrayNode array = JSON.createArrayNode();
        outcomes.forEach(outcome -> add(array.addObject(), outcome));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("results: " + e.getMessage(), e);
        }
    }

    private static void add(ObjectNode entry, Outcome outcome) {
        Cell cell = outcome.cell();
        entry.put("task", cell.task().task());
        cell.backbone().ifPresent(name -> entry.put("backbone", name));
        entry.put("model", cell.row().name());
        entry.put("seed", cell.seed());
        if (!outcome.judging().site().isEmpty()) {
            cell.sites().forEach(entry.withArray("trained_on")::add);
            cell.leftOut().ifPresent(site -> entry.put("left_out", site));
            entry.put("judged_on", outcome.judging().site());
        }
        entry.put("split", outcome.report().images().split());
        entry.put("n", outcome.report().images().n());
        for (Report.Row row : outcome.report().rows()) {
            if (row.kind() != Condition.Kind.CHECK) {
                add(entry.withArray("results").addObject(), row);
            }
        }
    }

    private static void add(ObjectNode result, Report.Row row) {
        result.put("condition", row.name());
        result.put("threat_model", row.threatModel().toString());
        if (row.epsilon() != null) {
            result.put("epsilon", row.epsilon());
        }
        result.put("n", row.n());
        result.put("balanced_accuracy", row.balancedAccuracy());
        result.putArray("balanced_accuracy_95")
                .add(row.balancedAccuracy95().low())
                .add(row.balancedAccuracy95().high());
        result.put("flagged", row.flagged());
    }
}
