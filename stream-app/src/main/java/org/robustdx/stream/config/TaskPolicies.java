package org.robustdx.stream.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.robustdx.inference.verdict.VerdictPolicy;

/**
 * When images are SUSPECT and when REJECTED, by what they are asked for.
 *
 * @param others of tasks that have no policy of their own
 * @param byTask of those that have one
 */
public record TaskPolicies(VerdictPolicy others, Map<String, VerdictPolicy> byTask) {
    private static final String EXPECTED = "(expected: TASK=RATE or TASK=RATE/REJECTION, 0 < REJECTION <= RATE < 1)";

    public TaskPolicies {
        byTask = Map.copyOf(byTask);
    }

    /** Returns this policy for every task. */
    public static TaskPolicies of(double falseAlarmRate) {
        return parse(falseAlarmRate, Map.of());
    }

    /**
     * Returns policies by task.
     *
     * @param falseAlarmRate of tasks that are not named
     * @param rates by task: share of clean images that may be flagged, and after a slash the share that may be rejected
     * @throws IllegalArgumentException if one is none
     */
    public static TaskPolicies parse(double falseAlarmRate, Map<String, String> rates) {
        if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
            throw new IllegalArgumentException(
                    "false-alarm-rate: %s (expected: above 0 and below 1)".formatted(falseAlarmRate));
        }
        Map<String, VerdictPolicy> policies = new TreeMap<>();
        rates.forEach((task, text) -> policies.put(task, policy(task, text)));
        return new TaskPolicies(new VerdictPolicy(falseAlarmRate), policies);
    }

    private static VerdictPolicy policy(String task, String text) {
        String[] rates = text.split("/", -1);
        try {
            if (!task.isBlank() && rates.length <= 2) {
                double flagged = Double.parseDouble(rates[0]);
                return new VerdictPolicy(flagged, rates.length == 1 ? flagged : Double.parseDouble(rates[1]));
            }
        } catch (IllegalArgumentException e) {
            // No number, or no rate: told below as the option has it.
        }
        throw new IllegalArgumentException("task-policy: %s=%s %s".formatted(task, text, EXPECTED));
    }

    /** Returns the policy of a task. */
    public VerdictPolicy of(String task) {
        return byTask.getOrDefault(task, others);
    }

    /** Returns those of single tasks as lines to be shown. */
    List<String> shown() {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(byTask)
                .forEach((task, policy) -> lines.add(
                        "task-policy = %s=%s/%s".formatted(task, policy.falseAlarmRate(), policy.rejectionRate())));
        return lines;
    }
}
