package org.robustdx.inference.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata entry {@code calibration} of a model file, as JSON:
 * <pre>
 * {"n": 512,
 *  "false_alarm_rate": 0.05,
 *  "alarms": ["NAME", ...],
 *  "scope": {"detectors": ["NAME", ...], "false_alarm_rate": 0.01},
 *  "detectors": {"NAME": {"n": 1034, "quantiles": [[probability, score], ...]}}}
 * </pre>
 * The pairs ascend; the first probability is 0, the last is 1. These parts may be missing:
 * <ul>
 * <li>{@code n} of a detector: it is then the outer one, as in files of the first version.
 * <li>{@code alarms}: all detectors then raise the alarm.
 * <li>{@code false_alarm_rate}: it is then {@value Calibration#DEFAULT_FALSE_ALARM_RATE}.
 * <li>{@code scope}: every image is then in scope.
 * </ul>
 */
final class CalibrationJson {
    private CalibrationJson() {}

    /**
     * Returns the calibration that an entry describes.
     *
     * @param detectors the names of detectors that the entry must contain
     * @throws InvalidModelException if the entry is malformed or lacks a detector
     */
    static Calibration parse(String json, List<String> detectors) throws InvalidModelException {
        JsonNode root = Json.parse("calibration", json);
        int n = count("n", root.path("n"));
        Map<String, Calibration.Curve> curves = new LinkedHashMap<>();
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
                        new Calibration.Curve(
                                own.isMissingNode() ? n : count("detectors." + name + ".n", own), curve(pairs)));
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
            return Calibration.DEFAULT_FALSE_ALARM_RATE;
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

    /** Returns the metadata entry of a calibration. */
    static String of(Calibration calibration) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("n", calibration.n());
        root.put("false_alarm_rate", calibration.falseAlarmRate());
        if (!calibration.alarms().equals(calibration.detectors())) {
            calibration.alarms().forEach(root.putArray("alarms")::add);
        }
        calibration.scope().ifPresent(rule -> {
            ObjectNode entry = root.putObject("scope");
            rule.detectors().forEach(entry.putArray("detectors")::add);
            entry.put("false_alarm_rate", rule.falseAlarmRate());
        });
        ObjectNode detectors = root.putObject("detectors");
        calibration.curves().forEach((name, curve) -> {
            ArrayNode pairs = detectors.putObject(name).put("n", curve.n()).putArray("quantiles");
            QuantileCurve quantiles = curve.quantiles();
            for (int i = 0; i < quantiles.size(); i++) {
                pairs.addArray().add(quantiles.probability(i)).add(quantiles.score(i));
            }
        });
        return root.toString();
    }
}
