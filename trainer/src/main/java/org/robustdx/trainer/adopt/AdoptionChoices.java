package org.robustdx.trainer.adopt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.data.Task;

/**
 * What the user decides.
 *
 * @param task what the classifier diagnoses
 * @param preprocessing what it expects, or null to find out
 * @param classes names in the order of its outputs, or none to find out
 * @param keep whether the user's choice stays even if another is clearly better
 * @param falseAlarmRate of both alarms
 * @param splitSeed by which the data is split
 * @param attackImages how many test images are attacked
 */
public record AdoptionChoices(
        Task task,
        @Nullable Preprocessing preprocessing,
        List<String> classes,
        boolean keep,
        double falseAlarmRate,
        long splitSeed,
        int attackImages) {
    public AdoptionChoices {
        classes = List.copyOf(classes);
        if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
            throw new IllegalArgumentException(
                    "false-alarm-rate: " + falseAlarmRate + " (expected: above 0 and below 1)");
        }
        if (attackImages < 0) {
            throw new IllegalArgumentException("attack-images: " + attackImages + " (expected: >= 0)");
        }
    }
}
