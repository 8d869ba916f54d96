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
 * (conformal p-value, Vovk et al. 2005). A threshold on p bounds the rate of false alarms. Each detector has its own n, since not all detectors
 * need to be calibrated on the same images. Immutable.
 */
public final class Calibration {
    /** The false-alarm rate of a file that names none. */
    public static final double DEFAULT_FALSE_ALARM_RATE = 0.01;

    private static final int SPACED_POINTS = 256;
    private static final int TAIL_POINTS = 768;

    private final Map<String, Curve> curves;
    private final List<String> alarms;
    private final double falseAlarmRate;
    private final Optional<ScopeRule> scope;

    /**
     * The calibration of one detector.
     *
     * @param n number of clean images behind it
     */
    private record Curve(int n, QuantileCurve quantiles) {}

    private Calibration(
            Map<String, Curve> curves, List<String> alarms, double falseAlarmRate, Optional<ScopeRule> scope) {
        this.curves = new LinkedHashMap<>(curves);
        this.alarms = List.copyOf(alarms);
        this.falseAlarmRate = falseAlarmRate;
        this.scope = scope;
    }

    /**
     * Returns the calibration by the scores of clean images.
     *
     * @param cleanScores for each detector its scores, at least one, all finite; detectors may have different numbers of images
     * @throws IllegalArgumentException if there is no detector, or a detector without a score
     */
    public static Calibration ofCleanScores(Map<String, float[]> cleanScores) {
        Map<String, Curve> curves = curves(cleanScores);
        return new Calibration(curves, List.copyOf(curves.keySet()), DEFAULT_FALSE_ALARM_RATE, Optional.empty());
    }

    private static Map<String, Curve> curves(Map<String, float[]> cleanScores) {
        if (cleanScores.isEmpty()) {
            throw new IllegalArgumentException("cleanScores: no detectors (expected: at least one)");
        }
        Map<String, Curve> curves = new LinkedHashMap<>();
        cleanScores.forEach((name, scores) -> {
            if (scores.length == 0) {
                throw new IllegalArgumentException("cleanScores." + name + ": 0 scores (expected: at least 1)");
            }
            curves.put(name, new Curve(scores.length, QuantileCurve.ofCleanScores(scores, SPACED_POINTS, TAIL_POINTS)));
        });
        return curves;
    }

    /**
     * Returns the calibration of the same detectors by other clean scores. Alarms, rates and the scope rule stay the same.
     *
     * @param cleanScores for each detector its scores, at least one, all finite
     * @throws IllegalArgumentException if the detectors are not the same
     */
    public Calibration withCleanScores(Map<String, float[]> cleanScores) {
        if (!cleanScores.keySet().equals(curves.keySet())) {
            throw new IllegalArgumentException(
                    "cleanScores: of " + cleanScores.keySet() + " (expected: of " + curves.keySet() + ")");
        }
        Map<String, Curve> others = curves(cleanScores);
        Map<String, Curve> inOrder = new LinkedHashMap<>(curves);
        inOrder.replaceAll((name, old) -> others.getOrDefault(name, old));
        return new Calibration(inOrder, alarms, falseAlarmRate, scope);
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
        return new Calibration(curves, detectors, falseAlarmRate, scope);
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
        return new Calibration(curves, alarms, rate, scope);
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
        return new Calibration(curves, alarms, falseAlarmRate, Optional.of(rule));
    }

    /**
     * Reads the metadata entry {@code calibration}: {@code {"n": 512, "detectors": {"NAME": {"n": 1034, "quantiles": [[prob, score], ...]}}}}, the
     * pairs ascending, the first probability 0, the last 1. A detector without {@code n} has the outer one, as all have in older files.
     * An entry {@code "alarms": ["NAME", ...]} says which detectors raise the alarm; without it all do. An entry {@code "false_alarm_rate": 0.05} says of how many clean images; without it of
     * {@value #DEFAULT_FALSE_ALARM_RATE}. An entry {@code "scope": {"detectors": ["NAME", ...], "false_alarm_rate": 0.01}} says which detectors
     * decide whether an image is in scope; without it every image is.
     *
     * @param json the entry
     * @param detectors the names that must be there
     * @throws InvalidModelException if it is not so
     */
    public static Calibration parse(String json, List<String> detectors) throws InvalidModelException {
        JsonNode root = Json.parse("calibration", json);
        int n = count("n", root.path("n"));
        Map<String, Curve> curves = new LinkedHashMap<>();
        for (String name : detectors) {
            String at = "metadata calibration.detectors." + name + ".quantiles";
            JsonNode detector = root.path("detectors").path(name);
            JsonNode pairs = detector.path("quantiles");
            if (!pairs.isArray()) {
                throw new InvalidModelException(at + ": " + describe(pairs) + " (expected: an array of pairs)");
            }
            JsonNode own = detector.path("n");
            try {
                curves.put(
                        name,
                        new Curve(own.isMissingNode() ? n : count("detectors." + name + ".n", own), curve(pairs)));
            } catch (IllegalArgumentException e) {
                throw new InvalidModelException(at + ": " + e.getMessage(), e);
            }
        }
        double rate = rate("false_alarm_rate", root.path("false_alarm_rate"));
        Calibration all = new Calibration(curves, detectors, rate, Optional.empty());
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

    private static int count(String name, JsonNode count) throws InvalidModelException {
        if (!count.isIntegralNumber() || !count.canConvertToInt() || count.intValue() < 1) {
            throw new InvalidModelException(
                    "metadata calibration." + name + ": " + describe(count) + " (expected: an integer > 0)");
        }
        return count.intValue();
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
        root.put("n", n());
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
            ArrayNode pairs = detectors.putObject(name).put("n", curve.n()).putArray("quantiles");
            QuantileCurve quantiles = curve.quantiles();
            for (int i = 0; i < quantiles.size(); i++) {
                pairs.addArray().add(quantiles.probability(i)).add(quantiles.score(i));
            }
        });
        return root.toString();
    }

    /** Returns the number of clean images behind the detector that has the fewest. */
    public int n() {
        return curves.values().stream().mapToInt(Curve::n).min().orElseThrow();
    }

    /**
     * Returns the number of clean images behind a detector.
     *
     * @throws IllegalArgumentException if there is no such detector
     */
    public int n(String detector) {
        return curve(detector).n();
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
        int fewest = alarms.stream().mapToInt(this::n).min().orElseThrow();
        return alarms.size() * rarestRate(fewest);
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
        Curve curve = curve(detector);
        int n = curve.n();
        double atLeast = Float.isNaN(score) ? 0 : curve.quantiles().atLeast(score, n);
        return Math.max(rarestRate(n), Math.min(1, (1 + atLeast) / (n + 1)));
    }

    private Curve curve(String detector) {
        Curve curve = curves.get(detector);
        if (curve == null) {
            throw new IllegalArgumentException("detector: " + detector + " (expected: one of " + curves.keySet() + ")");
        }
        return curve;
    }
}
