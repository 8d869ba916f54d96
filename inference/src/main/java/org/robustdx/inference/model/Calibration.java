package org.robustdx.inference.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns detector scores into p-values, by the scores of clean images that the model was not trained on: {@code p = (1 + #{clean >= s}) / (n + 1)}
 * (conformal p-value, Vovk et al. 2005). A threshold on p bounds the rate of false alarms. Each detector has its own n, because detectors may be
 * calibrated on different images. Immutable.
 */
public final class Calibration {
    /** The false-alarm rate of a model file that states none. */
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
    record Curve(int n, QuantileCurve quantiles) {}

    Calibration(Map<String, Curve> curves, List<String> alarms, double falseAlarmRate, Optional<ScopeRule> scope) {
        this.curves = new LinkedHashMap<>(curves);
        this.alarms = List.copyOf(alarms);
        this.falseAlarmRate = falseAlarmRate;
        this.scope = scope;
    }

    /**
     * Returns the calibration by the scores of clean images.
     *
     * @param cleanScores for each detector its scores: at least one, all finite; detectors may have different numbers of images
     * @throws IllegalArgumentException if there is no detector, or a detector has no score
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
     * Returns a calibration of the same detectors by other clean scores. Alarms, rates and the scope rule stay the same.
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
     * Returns the same calibration, in which only these detectors raise the alarm. The scores of the others are still reported.
     *
     * @throws IllegalArgumentException if the list is empty, names a detector twice, or names one that is not calibrated
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
     * Returns the same calibration with this false-alarm rate.
     *
     * @param rate share of clean images that may be flagged
     * @throws IllegalArgumentException unless 0 < rate < 1
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
     * Reads the metadata entry {@code calibration} of a model file.
     *
     * @param json the entry, in the format that {@link CalibrationJson} describes
     * @param detectors the names of detectors that the entry must contain
     * @throws InvalidModelException if the entry is malformed or lacks a detector
     */
    public static Calibration parse(String json, List<String> detectors) throws InvalidModelException {
        return CalibrationJson.parse(json, detectors);
    }

    /** Returns this calibration as the metadata entry that {@link #parse} reads. */
    public String toJson() {
        return CalibrationJson.of(this);
    }

    /** Returns the calibration curves by detector, in the order of the detectors. */
    Map<String, Curve> curves() {
        return curves;
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

    /** Returns the share of clean images that the model is calibrated to flag, above 0 and below 1. */
    public double falseAlarmRate() {
        return falseAlarmRate;
    }

    /** Returns the rule that decides whether an image is in scope; empty for a model without scope detectors, for which every image is in scope. */
    public Optional<ScopeRule> scope() {
        return scope;
    }

    /** Returns the smallest false-alarm rate at which this model can raise an alarm. At a lower rate, it flags nothing. */
    public double rarestRate() {
        int fewest = alarms.stream().mapToInt(this::n).min().orElseThrow();
        return alarms.size() * rarestRate(fewest);
    }

    /** Returns the smallest p-value that n clean images can give: 1/(n+1). */
    public static double rarestRate(int cleanImages) {
        return 1.0 / (cleanImages + 1);
    }

    /** Returns the names of the detectors, in their order. */
    public List<String> detectors() {
        return List.copyOf(curves.keySet());
    }

    /**
     * Returns the p-value of a score: the share of clean images that score at least as high, from 1/(n+1) to 1. NaN gets the smallest
     * p-value.
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
