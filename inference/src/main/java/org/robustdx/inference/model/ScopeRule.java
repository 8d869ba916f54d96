package org.robustdx.inference.model;

import java.util.List;
import java.util.Set;

/**
 * Decides whether an image is of the kind that the model was trained on. An image is out of scope when the smallest p-value among these S
 * detectors, times S (Bonferroni), is at most the false-alarm rate. At most that share of in-scope images is then declared out of scope, however
 * the detectors depend on each other.
 *
 * @param detectors names of the detectors that decide, at least one, each once
 * @param falseAlarmRate share of in-scope images that may be declared out of scope, above 0 and below 1
 */
public record ScopeRule(List<String> detectors, double falseAlarmRate) {
    /** @throws IllegalArgumentException if there is no detector or one twice, or the rate is out of its range */
    public ScopeRule {
        detectors = List.copyOf(detectors);
        if (detectors.isEmpty() || Set.copyOf(detectors).size() != detectors.size()) {
            throw new IllegalArgumentException(
                    "scope.detectors: " + detectors + " (expected: at least one detector, each once)");
        }
        if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
            throw new IllegalArgumentException(
                    "scope.false_alarm_rate: " + falseAlarmRate + " (expected: above 0 and below 1)");
        }
    }
}
