package org.robustdx.inference.verdict;

import java.util.List;
import java.util.Optional;

/**
 * What a policy decides after the model has read an image once. A flagged image needs a second pass: the model reads the denoised image, and the label of that
 * pass completes the assessment.
 */
public sealed interface FirstPass {
    /**
     * No second pass is needed: the assessment is complete.
     *
     * @param assessment the assessment, {@link Verdict#TRUSTED} or {@link Verdict#OUT_OF_SCOPE}
     */
    record Settled(Assessment assessment) implements FirstPass {}

    /**
     * The image is in scope, and the tampering alarm was raised.
     *
     * @param policy the policy that decides
     * @param pValues one per detector, in the model's order
     * @param alarmPValue p-value of the image as a whole
     * @param fired names of the detectors that fired
     * @param label index of the class of the image before denoising
     * @param scope the finding that the image is in scope; empty where the model has no scope detectors
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Flagged(
            VerdictPolicy policy,
            double[] pValues,
            double alarmPValue,
            List<String> fired,
            int label,
            Optional<ScopeFinding> scope)
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
                    labelAfterDenoising,
                    scope);
        }
    }
}
