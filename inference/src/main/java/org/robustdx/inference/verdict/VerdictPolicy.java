package org.robustdx.inference.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.DicomMismatch;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.Reading;

/**
 * Decides by the detectors' p-values. An image is flagged when the smallest p-value among the A detectors that raise the alarm
 * ({@link org.robustdx.inference.model.Calibration#alarms()}), times A (Bonferroni), is at most the false-alarm rate: of clean images at most
 * that share is flagged, however the detectors depend on each other. A flagged image is {@link Verdict#REJECTED}
 * when denoising changes its label and that p-value is at most the rejection rate, else {@link Verdict#SUSPECT}. Before all this, the model's scope
 * rule decides, at its own rate, whether an image is {@link Verdict#OUT_OF_SCOPE}; the tampering of such an image is not judged. A DICOM image whose
 * attributes do not match is {@link #outOfScope} before the model reads it.
 *
 * @param falseAlarmRate the share of clean images that may be flagged, above 0 and below 1
 * @param rejectionRate the share of clean images that may be rejected, above 0 and at most {@code falseAlarmRate}
 * @param scopeRate the share of in-scope images that may be declared out of scope, above 0 and below 1; empty for the model's own
 */
public record VerdictPolicy(double falseAlarmRate, double rejectionRate, Optional<Double> scopeRate) {
    /** @throws IllegalArgumentException if a rate is out of its range */
    public VerdictPolicy {
        if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
            throw new IllegalArgumentException(
                    "falseAlarmRate: " + falseAlarmRate + " (expected: 0 < falseAlarmRate < 1)");
        }
        if (!(rejectionRate > 0 && rejectionRate <= falseAlarmRate)) {
            throw new IllegalArgumentException("rejectionRate: " + rejectionRate
                    + " (expected: 0 < rejectionRate <= falseAlarmRate, " + falseAlarmRate + ")");
        }
        scopeRate.filter(rate -> !(rate > 0 && rate < 1)).ifPresent(rate -> {
            throw new IllegalArgumentException("scopeRate: " + rate + " (expected: 0 < scopeRate < 1)");
        });
    }

    /** Returns the policy with the model's own scope rate. */
    public VerdictPolicy(double falseAlarmRate, double rejectionRate) {
        this(falseAlarmRate, rejectionRate, Optional.empty());
    }

    /** Returns the policy that rejects by the label alone. */
    public VerdictPolicy(double falseAlarmRate) {
        this(falseAlarmRate, falseAlarmRate);
    }

    /** Returns the policy that a model was calibrated for: its own false-alarm rate, rejecting by the label alone. */
    public static VerdictPolicy of(ModelMetadata metadata) {
        return new VerdictPolicy(metadata.calibration().falseAlarmRate());
    }

    /**
     * Returns the p-values of an answer, one per detector in the model's order.
     *
     * @throws IllegalArgumentException if the answer has not one score per detector
     */
    public static double[] pValues(ModelMetadata metadata, Reading reading) {
        return pValues(metadata, reading.scores());
    }

    /** As {@link #pValues(ModelMetadata, Reading)}, of the scores alone. */
    public static double[] pValues(ModelMetadata metadata, float[] scores) {
        List<String> detectors = metadata.detectors();
        if (scores.length != detectors.size()) {
            throw new IllegalArgumentException(
                    "scores: " + scores.length + " (expected: " + detectors.size() + ", one per detector)");
        }
        double[] p = new double[detectors.size()];
        for (int i = 0; i < p.length; i++) {
            p[i] = metadata.calibration().pValue(detectors.get(i), scores[i]);
        }
        return p;
    }

    /** Returns the p-value of an image as a whole, at most 1, from those of the detectors; NaN where one that raises the alarm is NaN. */
    public static double alarmPValue(ModelMetadata metadata, double[] pValues) {
        List<String> alarms = metadata.calibration().alarms();
        double smallest = 1;
        for (int i = 0; i < pValues.length; i++) {
            if (alarms.contains(metadata.detectors().get(i))) {
                smallest = Math.min(smallest, pValues[i] * alarms.size());
            }
        }
        return smallest;
    }

    /**
     * Returns the indices of the detectors that fire; the image is flagged when there is one. Where it is, detectors that do not raise the alarm
     * fire too if they would have by themselves: they say what kind of image it is. NaN fires.
     */
    public List<Integer> fired(ModelMetadata metadata, double[] pValues) {
        List<Integer> fired = new ArrayList<>();
        if (alarmPValue(metadata, pValues) > falseAlarmRate) {
            return fired;
        }
        List<String> alarms = metadata.calibration().alarms();
        for (int i = 0; i < pValues.length; i++) {
            int tests = alarms.contains(metadata.detectors().get(i)) ? alarms.size() : 1;
            if (!(pValues[i] * tests > falseAlarmRate)) {
                fired.add(i);
            }
        }
        return fired;
    }

    /**
     * Assesses a batch of answers of one model.
     *
     * @param metadata the model's
     * @param readings its answers
     * @param again runs the model again, such as {@code model::run}; asked once at most, for the denoised images of the flagged ones
     * @return one assessment per answer, in order
     */
    public List<Assessment> assess(
            ModelMetadata metadata, List<Reading> readings, Function<List<Raster>, List<Reading>> again) {
        List<FirstPass> passes = new ArrayList<>(readings.size());
        List<Raster> denoised = new ArrayList<>();
        for (Reading reading : readings) {
            FirstPass pass = firstPass(metadata, pValues(metadata, reading), reading.label());
            passes.add(pass);
            if (pass instanceof FirstPass.Flagged) {
                denoised.add(reading.denoised());
            }
        }
        List<Reading> after = denoised.isEmpty() ? List.of() : again.apply(denoised);
        if (after.size() != denoised.size()) {
            throw new IllegalArgumentException(
                    "again: " + after.size() + " answers (expected: " + denoised.size() + ")");
        }
        List<Assessment> assessments = new ArrayList<>(readings.size());
        int next = 0;
        for (FirstPass pass : passes) {
            assessments.add(
                    pass instanceof FirstPass.Flagged flagged
                            ? flagged.afterDenoising(after.get(next++).label())
                            : ((FirstPass.Settled) pass).assessment());
        }
        return assessments;
    }

    /**
     * Decides after the model has read an image once. This is the only place that decides whether an image needs a second pass.
     *
     * @param pValues one per detector, in the model's order
     * @param label index of the class of the image
     */
    public FirstPass firstPass(ModelMetadata metadata, double[] pValues, int label) {
        double alarm = alarmPValue(metadata, pValues);
        Optional<ScopeFinding> scope = ScopeFinding.of(metadata, pValues)
                .map(own -> scopeRate.map(own::at).orElse(own));
        if (scope.isPresent() && scope.get().outOfScope()) {
            List<String> decided = List.of(scope.get().detector());
            return new FirstPass.Settled(
                    new Assessment(Verdict.OUT_OF_SCOPE, pValues, alarm, falseAlarmRate, decided, label, -1, scope));
        }
        List<String> fired =
                fired(metadata, pValues).stream().map(metadata.detectors()::get).toList();
        return fired.isEmpty()
                ? new FirstPass.Settled(
                        new Assessment(Verdict.TRUSTED, pValues, alarm, falseAlarmRate, fired, label, -1, scope))
                : new FirstPass.Flagged(this, pValues, alarm, fired, label, scope);
    }

    /** Returns the assessment of an image that is out of scope by its DICOM attributes, so that the model need not read it. */
    public Assessment outOfScope(DicomMismatch mismatch) {
        return new Assessment(
                Verdict.OUT_OF_SCOPE,
                new double[0],
                1,
                falseAlarmRate,
                List.of(),
                -1,
                -1,
                Optional.empty(),
                Optional.of(mismatch));
    }

    /** Assesses one answer of a model; see {@link #assess(ModelMetadata, List, Function)}. */
    public Assessment assess(ModelMetadata metadata, Reading reading, Function<List<Raster>, List<Reading>> again) {
        return assess(metadata, List.of(reading), again).get(0);
    }
}
