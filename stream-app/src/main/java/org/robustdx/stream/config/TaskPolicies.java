package org.robustdx.stream.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.verdict.VerdictPolicy;

/**
 * The false-alarm rates that decide the verdicts. The policy for the model's task applies first, then the common
 * policy, then the rates in the model file.
 *
 * @param common policy of tasks without their own policy; empty to use the rates in each model file
 * @param byTask policies by task
 */
public record TaskPolicies(Optional<VerdictPolicy> common, Map<String, VerdictPolicy> byTask) {
    private static final String EXPECTED =
            "(expected: TASK=RATE, TASK=RATE/REJECTION or TASK=RATE/REJECTION/SCOPE, 0 < REJECTION <= RATE < 1, 0 < SCOPE < 1)";

    public TaskPolicies {
        byTask = Map.copyOf(byTask);
    }

    /** Returns the policy {@code falseAlarmRate} for every model. */
    public static TaskPolicies of(double falseAlarmRate) {
        return parse(Optional.of(falseAlarmRate), Map.of());
    }

    /** Returns policies that take all rates from the model files. */
    public static TaskPolicies ofModels() {
        return new TaskPolicies(Optional.empty(), Map.of());
    }

    /**
     * Parses policies by task.
     *
     * @param falseAlarmRate rate of tasks that {@code rates} does not name; empty to use the rate in each model file
     * @param rates rates by task, separated by slashes: the share of clean images that may be flagged, the share that
     *     may be rejected, the share that may be declared out of scope
     * @throws IllegalArgumentException if a rate is invalid
     */
    public static TaskPolicies parse(Optional<Double> falseAlarmRate, Map<String, String> rates) {
        falseAlarmRate.filter(rate -> !(rate > 0 && rate < 1)).ifPresent(rate -> {
            throw new IllegalArgumentException("false-alarm-rate: %s (expected: above 0 and below 1)".formatted(rate));
        });
        Map<String, VerdictPolicy> policies = new TreeMap<>();
        rates.forEach((task, text) -> policies.put(task, policy(task, text)));
        return new TaskPolicies(falseAlarmRate.map(VerdictPolicy::new), policies);
    }

    private static VerdictPolicy policy(String task, String text) {
        String[] rates = text.split("/", -1);
        try {
            if (!task.isBlank() && rates.length <= 3) {
                double flagged = Double.parseDouble(rates[0]);
                return new VerdictPolicy(
                        flagged,
                        rates.length == 1 ? flagged : Double.parseDouble(rates[1]),
                        rates.length == 3 ? Optional.of(Double.parseDouble(rates[2])) : Optional.empty());
            }
        } catch (IllegalArgumentException e) {
            // Not a number or not a valid rate. The exception below states the form of the option.
        }
        throw new IllegalArgumentException("task-policy: %s=%s %s".formatted(task, text, EXPECTED));
    }

    /** Returns the policy that applies to a model. */
    public VerdictPolicy of(ModelMetadata model) {
        VerdictPolicy ofTask = byTask.get(model.task());
        return ofTask != null ? ofTask : common.orElseGet(() -> VerdictPolicy.of(model));
    }

    /**
     * Returns a short description: the model's false-alarm rate, its origin, and a note if the calibration is too small
     * for this rate.
     */
    public String describe(ModelMetadata model) {
        double rate = of(model).falseAlarmRate();
        String origin =
                byTask.containsKey(model.task()) ? "task-policy" : common.isPresent() ? "option" : "the model's own";
        double rarest = model.calibration().rarestRate();
        String doubt = rate >= rarest
                ? ""
                : String.format(
                        Locale.ROOT, "; no image can be flagged: the smallest rate of its calibration is %.2g", rarest);
        return "false-alarm rate %s (%s%s)".formatted(rate, origin, doubt);
    }

    /** Returns the policies as lines to print. */
    List<String> shown() {
        List<String> lines = new ArrayList<>();
        lines.add("false-alarm-rate = "
                + common.map(policy -> Double.toString(policy.falseAlarmRate())).orElse("(each model's own)"));
        new TreeMap<>(byTask)
                .forEach((task, policy) -> lines.add("task-policy = %s=%s/%s%s"
                        .formatted(
                                task,
                                policy.falseAlarmRate(),
                                policy.rejectionRate(),
                                policy.scopeRate().map(rate -> "/" + rate).orElse(""))));
        return lines;
    }
}
