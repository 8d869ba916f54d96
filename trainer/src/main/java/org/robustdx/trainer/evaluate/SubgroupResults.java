package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.report.Interval;

/**
 * The results on clean images, by the values of one attribute such as the site or the patient's sex.
 *
 * @param attribute name of the attribute
 * @param source where its values come from
 * @param positive the classes that sensitivity counts as positive; empty if they are not known
 * @param unknown number of images without a value
 * @param groups one group for each value
 * @param gaps largest difference of each measure between groups that are large enough to compare
 */
public record SubgroupResults(
        String attribute, String source, List<String> positive, int unknown, List<Group> groups, List<Gap> gaps) {
    public SubgroupResults {
        positive = List.copyOf(positive);
        groups = List.copyOf(groups);
        gaps = List.copyOf(gaps);
    }

    /**
     * The images with one value of the attribute. Shares are from 0 to 1.
     *
     * @param compared whether the group is large enough to be compared with others
     * @param sensitivity share of the images of positive classes that are predicted as one of these; null if the positive classes are not known
     * @param specificity share of the images of negative classes that are predicted as one of these; null if the positive classes are not known
     * @param auroc area under the ROC curve of the summed probability of the positive classes; null if it does not exist
     * @param falseAlarms share of the images that raises the tampering alarm
     * @param outOfScope share of the images that is declared out of scope; null if the model has no scope detectors
     * @param eitherAlarm share of the images that raises at least one of the two alarms
     */
    public record Group(
            String name,
            int n,
            Map<String, Integer> perClass,
            boolean compared,
            Proportion accuracy,
            double balancedAccuracy,
            @JsonProperty("balanced_accuracy_95") Interval balancedAccuracy95,
            @Nullable Proportion sensitivity,
            @Nullable Proportion specificity,
            @Nullable Double auroc,
            @JsonProperty("auroc_95") @Nullable Interval auroc95,
            Proportion falseAlarms,
            @Nullable Proportion outOfScope,
            Proportion eitherAlarm) {}

    /**
     * The largest difference of a measure between two groups.
     *
     * @param high group with the higher value
     * @param low group with the lower value
     * @param points difference in percentage points
     * @param beyondChance whether the 95 % intervals of the two groups do not overlap
     */
    public record Gap(String measure, String high, String low, double points, boolean beyondChance) {}
}
