package org.robustdx.inference.verdict;

import java.util.List;

/**
 * What a policy decides after the model has read an image once. A flagged image needs a second pass: the model reads the denoised image, and the label of that
 * pass completes the assessment.
 */
public sealed interface FirstPass {
    /**
     * No alarm: the assessment is complete.
     *
     * @param assessment the assessment, {@link Verdict#TRUSTED}
     */
    record Trusted(Assessment assessment) implements FirstPass {}

    /**
     * An alarm was raised.
     *
     * @param policy the policy that decides
     * @param pValues one per detector, in the model's order
     * @param alarmPValue p-value of the image as a whole
     * @param fired names of the detectors that fired
     * @param label index of the class of the image before denoising
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Flagged(VerdictPolicy policy, double[] pValues, double alarmPValue, List<String> fired, int label)
            implements FirstPass {
        /** Returns the assessment, given the index of the denoised image's class. */
        public Assessment afterDenoising(int labelAfterDenoising) {
            boolean rejected = labelAfterDenoising != label && !(alarmPValue > policy.rejectionRate());
            return new Assessment(
                    rejected ? Verdict.REJECTED : Verdict.SUSPECT,
                    pValues,
                    alarmPValue,
                    policy.falseAlarmRate(),
                    fired,
                    label,
                    labelAfterDenoising);
        }
    }
}
