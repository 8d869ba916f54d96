package org.robustdx.console.pages;

import java.util.List;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.ClassProbability;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.schemas.OutOfScopeAlert;

/**
 * The parts of an alert on an image that both kinds have.
 *
 * @param message what was found, in one line
 * @param detectors every detector's finding; empty in alerts of earlier versions
 * @param classes class probabilities; empty of an image out of scope, and in alerts of earlier versions
 * @param classesAfter class probabilities of the denoised image; empty where {@code classes} is, and in alerts of earlier versions
 * @param predictionSet classes among which the true one probably is
 * @param coverage probability that the set holds the true class, or 0
 * @param scope the scope's p-value with its threshold, in words
 * @param hasInput whether there is a picture of the image as the model saw it
 * @param hasDenoised whether there is a picture of the denoised image
 * @param hasOriginal whether the alert says where the image's record is
 */
public record CaseDetails(
        String message,
        List<DetectorFinding> detectors,
        List<ClassProbability> classes,
        List<ClassProbability> classesAfter,
        List<String> predictionSet,
        double coverage,
        String scope,
        boolean hasInput,
        boolean hasDenoised,
        boolean hasOriginal) {
    /** Copies the lists. */
    public CaseDetails {
        detectors = List.copyOf(detectors);
        classes = List.copyOf(classes);
        classesAfter = List.copyOf(classesAfter);
        predictionSet = List.copyOf(predictionSet);
    }

    /** Returns the details of an alert on an image that looks tampered with. */
    public static CaseDetails of(AdversarialAlert alert) {
        String message = alert.getFalseAlarmRate() > 0
                ? "Looks tampered with: p-value %s (alarm at p ≤ %s)"
                        .formatted(Words.pValue(alert.getAlarmPValue()), alert.getFalseAlarmRate())
                : "Looks tampered with";
        return new CaseDetails(
                message,
                alert.getDetectors(),
                alert.getClasses(),
                alert.getClassesAfter(),
                alert.getPredictionSet(),
                alert.getPredictionCoverage(),
                scope(alert.getScopePValue(), alert.getScopeFalseAlarmRate()),
                alert.getInput().hasRemaining(),
                alert.getPreview().hasRemaining(),
                alert.getImageOffset() >= 0);
    }

    /** Returns the details of an alert on an image out of scope. */
    public static CaseDetails of(OutOfScopeAlert alert) {
        return new CaseDetails(
                alert.getMessage(),
                alert.getDetectors(),
                List.of(),
                List.of(),
                List.of(),
                0,
                scope(alert.getPValue(), alert.getFalseAlarmRate()),
                false,
                false,
                alert.getImageOffset() >= 0);
    }

    private static String scope(double p, double rate) {
        if (!(rate > 0)) {
            return "the model has no scope detectors";
        }
        return p > rate
                ? "in scope: p-value %s (out of scope at p ≤ %s)".formatted(Words.pValue(p), rate)
                : "out of scope: p-value %s (out of scope at p ≤ %s)".formatted(Words.pValue(p), rate);
    }
}
