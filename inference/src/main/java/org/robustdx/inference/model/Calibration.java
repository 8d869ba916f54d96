package org.robustdx.inference.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns detector scores into p-values by the scores of clean images that the model was not trained on: {@code p = (1 + #{clean >= s}) / (n + 1)}
 * (conformal p-value, Vovk et al. 2005), with which a threshold on p bounds the rate of false alarms. Immutable.
 */
public final class Calibration {
    /** The false-alarm rate of a file that names none. */
    public static final double DEFAULT_FALSE_ALARM_RATE = 0.01;

    private static final int SPACED_POINTS = 256;
    private static final int TAIL_POINTS = 768;

    private final int n;
    private final Map<String, QuantileCurve> curves;
    private final List<String> alarms;
    private final double falseAlarmRate;
    private final Optional<ScopeRule> scope;

    private Calibration(
            int n,
            Map<String, QuantileCurve> curves,
            List<String> alarms,
            double falseAlarmRate,
            Optional<ScopeRule> scope) {
        this.n = n;
        this.curves = new LinkedHashMap<>(curves);
        this.alarms = List.copyOf(alarms);
        this.falseAlarmRate = falseAlarmRate;
        this.scope = scope;
    }

    /**
     * Returns the calibration by the scores of clean images.
     *
     * @param cleanScores for each detector its scores, the same number for each, at least one, all finite
     * @throws IllegalArgumentException if the scores are not so
     */
    public static Calibration ofCleanScores(Map<String, float[]> cleanScores) {
        int n = cleanScores.values().stream().mapToInt(s -> s.length).max().orElse(0);
        Map<String, QuantileCurve> curves = new LinkedHashMap<>();
        cleanScores.forEach((name, scores) -> {
            if (scores.length != n || n == 0) {
                throw new IllegalArgumentException(
                        "cleanScores." + name + ": " + scores.length + " scores (expected: " + Math.max(1, n) + ")");
            }
            curves.put(name, QuantileCurve.ofCleanScores(scores, SPACED_POINTS, TAIL_POINTS));
        });
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("cleanScores: no detectors (expected: at least one)");
        }
        return new Calibration(n, curves, List.copyOf(curves.keySet()), DEFAULT_FALSE_ALARM_RATE, Optional.empty());
    }

    /**
     * Returns the same calibration, in which these detectors alone raise the alarm; the others inform.
     *
     * @throws IllegalArgumentException if there is none, one twice, or one that is not calibrated
     */
    public Calibration withAlarms(List<String> detectors) {
        if (detectors.isEmpty()
                || !curves.keySet().containsAll(detectors)
                || Set.copyOf(detectors).size() != detectors.size()) {
            throw new IllegalArgumentException(
                    "alarms: " + detectors + " (expected: some of " + curves.keySet() + ", each once)");
        }
        return new Calibration(n, curves, detectors, falseAlarmRate, scope);
    }

    /**
     * Returns the same calibration, meant for this share of false alarms.
     *
     * @param rate share of clean images that may be flagged, above 0 and below 1
     * @throws IllegalArgumentException if it is not
     */
    public Calibration withFalseAlarmRate(double rate) {
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("false_alarm_rate: " + rate + " (expected: above 0 and below 1)");
        }
        return new Calibration(n, curves, alarms, rate, scope);
    }

    /**
     * Returns the same calibration, in which these detectors decide whether an image is in scope.
     *
     * @throws IllegalArgumentException if one of them is not calibrated
     */
    public Calibration withScope(ScopeRule rule) {
        if (!curves.keySet().containsAll(rule.detectors())) {
            throw new IllegalArgumentException(
                    "scope.detectors: " + rule.detectors() + " (expected: some of " + curves.keySet() + ")");
        }
        return new Calibration(n, curves, alarms, falseAlarmRate, Optional.of(rule));
    }

    /**
     * Reads the metadata entry {@code calibration}: {@code {"n": 512, "detectors": {"NAME": {"quantiles": [[prob, score], ...]}}}}, the
     * pairs ascending, the first probability 0, the last 1. An entry {@code "alarms": ["NAME", ...]} says which detectors raise the alarm;
     * without it all do. An entry {@code "false_alarm_rate": 0.05} says of how many clean images; without it of
     * {@value #DEFAULT_FALSE_ALARM_RATE}. An entry {@code "scope": {"detectors": ["NAME", ...], "false_alarm_rate": 0.01}} says which detectors
     * decide whether an image is in scope; without it every image is.
     *
     * @param json the entry
     * @param detectors the names that must be there
     * @throws InvalidModelException if it is not so
     */
    public static Calibration parse(String json, List<String> detectors) throws InvalidModelException {
        JsonNode root = Json.parse("calibration", json);
        JsonNode count = root.path("n");
        if (!count.isIntegralNumber() || !count.canConvertToInt() || count.intValue() < 1) {
            throw new InvalidModelException(
                    "metadata calibration.n: " + describe(count) + " (expected: an integer > 0)");
        }
        Map<String, QuantileCurve> curves = new LinkedHashMap<>();
        for (String name : detectors) {
            String at = "metadata calibration.detectors." + name + ".quantiles";
            JsonNode pairs = root.path("detectors").path(name).path("quantiles");
            if (!pairs.isArray()) {
                throw new InvalidModelException(at + ": " + describe(pairs) + " (expected: an array of pairs)");
            }
            try {
                curves.put(name, curve(pairs));
            } catch (IllegalArgumentException e) {
                throw new InvalidModelException(at + ": " + e.getMessage(), e);
            }
        }
        double rate = rate("false_alarm_rate", root.path("false_alarm_rate"));
        Calibration all = new Calibration(count.intValue(), curves, detectors, rate, Optional.empty());
        JsonNode alarms = root.path("alarms");
        try {
            Calibration scoped = root.path("scope").isMissingNode() ? all : all.withScope(scope(root.path("scope")));
            return alarms.isMissingNode()
                    ? scoped
                    : scoped.withAlarms(Json.names("calibration.alarms", alarms.toString(), 1));
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("metadata calibration." + e.getMessage(), e);
        }
    }

    private static ScopeRule scope(JsonNode scope) throws InvalidModelException {
        List<String> deciding = Json.names(
                "calibration.scope.detectors", scope.path("detectors").toString(), 1);
        return new ScopeRule(deciding, rate("scope.false_alarm_rate", scope.path("false_alarm_rate")));
    }

    private static double rate(String name, JsonNode rate) throws InvalidModelException {
        if (rate.isMissingNode()) {
            return DEFAULT_FALSE_ALARM_RATE;
        }
        if (!rate.isNumber() || !(rate.doubleValue() > 0 && rate.doubleValue() < 1)) {
            throw new InvalidModelException("metadata calibration." + name + ": " + describe(rate)
                    + " (expected: a number above 0 and below 1)");
        }
        return rate.doubleValue();
    }

    private static QuantileCurve curve(JsonNode pairs) {
        double[] probabilities = new double[pairs.size()];
        double[] scores = new double[pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            JsonNode pair = pairs.get(i);
            if (!pair.isArray()
                    || pair.size() != 2
                    || !pair.get(0).isNumber()
                    || !pair.get(1).isNumber()) {
                throw new IllegalArgumentException("pair " + i + " (expected: [probability, score])");
            }
            probabilities[i] = pair.get(0).doubleValue();
            scores[i] = pair.get(1).doubleValue();
        }
        return new QuantileCurve(probabilities, scores);
    }

    private static String describe(JsonNode node) {
        return node.isMissingNode() ? "missing" : node.isContainerNode() ? "not so" : node.toString();
    }

    /** Returns this calibration as the metadata entry that {@link #parse} reads. */
    public String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("n", n);
        root.put("false_alarm_rate", falseAlarmRate);
        if (!alarms.equals(List.copyOf(curves.keySet()))) {
            alarms.forEach(root.putArray("alarms")::add);
        }
        scope.ifPresent(rule -> {
            ObjectNode entry = root.putObject("scope");
            rule.detectors().forEach(entry.putArray("detectors")::add);
            entry.put("false_alarm_rate", rule.falseAlarmRate());
        });
        ObjectNode detectors = root.putObject("detectors");
        curves.forEach((name, curve) -> {
            ArrayNode pairs = detectors.putObject(name).putArray("quantiles");
            for (int i = 0; i < curve.size(); i++) {
                pairs.addArray().add(curve.probability(i)).add(curve.score(i));
            }
        });
        return root.toString();
    }

    /** Returns the number of clean images behind it. */
    public int n() {
        return n;
    }

    /** Returns the names of the detectors that raise the alarm. */
    public List<String> alarms() {
        return alarms;
    }

    /** Returns the share of clean images that the model is meant to flag, above 0 and below 1. */
    public double falseAlarmRate() {
        return falseAlarmRate;
    }

    /** Returns how to decide whether an image is in scope; empty in a file without scope detectors, whose images are all in scope. */
    public Optional<ScopeRule> scope() {
        return scope;
    }

    /** Returns the smallest rate at which this model can raise an alarm at all: below it, it flags nothing. */
    public double rarestRate() {
        return alarms.size() * rarestRate(n);
    }

    /** Returns the smallest p-value that so many clean images can give: 1/(n+1). */
    public static double rarestRate(int cleanImages) {
        return 1.0 / (cleanImages + 1);
    }

    /** Returns the names of the detectors, in their order. */
    public List<String> detectors() {
        return List.copyOf(curves.keySet());
    }

    /**
     * Returns the p-value of a score: the share of clean images that look at least as suspicious, from 1/(n+1) to 1. NaN is as suspicious as
     * can be.
     *
     * @throws IllegalArgumentException if there is no such detector
     */
    public double pValue(String detector, float score) {
        QuantileCurve curve = curves.get(detector);
        if (curve == null) {
            throw new IllegalArgumentException("detector: " + detector + " (expected: one of " + curves.keySet() + ")");
        }
        double atLeast = Float.isNaN(score) ? 0 : curve.atLeast(score, n);
        return Math.max(rarestRate(n), Math.min(1, (1 + atLeast) / (n + 1)));
    }
}
