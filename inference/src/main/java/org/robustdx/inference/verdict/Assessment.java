package org.robustdx.inference.verdict;

import java.util.List;

/**
 * The verdict on one image and what it rests on.
 *
 * @param verdict what the diagnosis is worth
 * @param pValues one per detector, in the model's order
 * @param alarmPValue of the image as a whole: an image is flagged when this is at most the false-alarm rate
 * @param falseAlarmRate by which it was judged
 * @param fired names of the detectors that fired
 * @param label index of the class
 * @param labelAfterDenoising index of the class of the denoised image, -1 where it was not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record Assessment(
        Verdict verdict,
        double[] pValues,
        double alarmPValue,
        double falseAlarmRate,
        List<String> fired,
        int label,
        int labelAfterDenoising) {
    /** Copies the list. */
    public Assessment {
        fired = List.copyOf(fired);
    }

    /** Returns whether a detector fired. */
    public boolean flagged() {
        return verdict != Verdict.TRUSTED;
    }
}
