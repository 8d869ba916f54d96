package org.robustdx.inference.verdict;

import java.util.List;
import java.util.Optional;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.ScopeRule;

/**
 * Whether an image is of the kind that the model was trained on, and how that was decided.
 *
 * @param pValue of the image as a whole, at most 1: the smallest p-value among the deciding detectors, times their number; NaN where one of them
 *     is NaN
 * @param falseAlarmRate threshold of the p-value
 * @param detector name of the detector with the smallest p-value, which decides
 */
public record ScopeFinding(double pValue, double falseAlarmRate, String detector) {

    /**
     * Returns the finding by the model's scope rule; empty where the model has none.
     *
     * @param pValues one per detector, in the model's order
     */
    public static Optional<ScopeFinding> of(ModelMetadata metadata, double[] pValues) {
        return metadata.calibration().scope().map(rule -> of(rule, metadata.detectors(), pValues));
    }

    private static ScopeFinding of(ScopeRule rule, List<String> detectors, double[] pValues) {
        String deciding = rule.detectors().get(0);
        double smallest = pValues[detectors.indexOf(deciding)];
        for (String name : rule.detectors()) {
            double p = pValues[detectors.indexOf(name)];
            if (p < smallest || Double.isNaN(p)) {
                smallest = p;
                deciding = name;
            }
        }
        return new ScopeFinding(Math.min(1, smallest * rule.detectors().size()), rule.falseAlarmRate(), deciding);
    }

    /** Returns the same finding, judged at another rate. */
    ScopeFinding at(double rate) {
        return new ScopeFinding(pValue, rate, detector);
    }

    /** Returns whether the image is out of scope; NaN is. */
    public boolean outOfScope() {
        return !(pValue > falseAlarmRate);
    }
}
