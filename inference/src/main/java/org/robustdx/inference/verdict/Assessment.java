package org.robustdx.inference.verdict;

import java.util.List;
import java.util.Optional;
import org.robustdx.inference.model.DicomMismatch;

/**
 * The verdict on one image and what it rests on.
 *
 * @param verdict what the diagnosis is worth
 * @param pValues one per detector, in the model's order; none of an image that the model did not read, as its DICOM attributes do not match
 * @param alarmPValue p-value of the tampering alarm, which is raised when it is at most the false-alarm rate
 * @param falseAlarmRate threshold of the tampering alarm
 * @param fired names of the detectors that fired; of an image that is out of scope, the detector that decided this
 * @param label index of the class with the largest logit; of an image that is out of scope it is no diagnosis, and -1 where the model did not read it
 * @param labelAfterDenoising index of the class of the denoised image, -1 where there was no second pass
 * @param scope whether the image is of the model's kind; empty where the model has no scope detectors or did not read the image
 * @param mismatch the DICOM attribute by which the image is out of scope; empty where they match
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record Assessment(
        Verdict verdict,
        double[] pValues,
        double alarmPValue,
        double falseAlarmRate,
        List<String> fired,
        int label,
        int labelAfterDenoising,
        Optional<ScopeFinding> scope,
        Optional<DicomMismatch> mismatch) {
    /** Copies the list. */
    public Assessment {
        fired = List.copyOf(fired);
    }

    /** Returns the assessment of an image that the model has read. */
    public Assessment(
            Verdict verdict,
            double[] pValues,
            double alarmPValue,
            double falseAlarmRate,
            List<String> fired,
            int label,
            int labelAfterDenoising,
            Optional<ScopeFinding> scope) {
        this(verdict, pValues, alarmPValue, falseAlarmRate, fired, label, labelAfterDenoising, scope, Optional.empty());
    }

    /** Returns why the image is out of scope; empty where it is in scope. */
    public Optional<OutOfScopeReason> outOfScopeReason() {
        if (verdict != Verdict.OUT_OF_SCOPE) {
            return Optional.empty();
        }
        return Optional.of(
                mismatch.map(found -> OutOfScopeReason.of(found.attribute())).orElse(OutOfScopeReason.UNFAMILIAR));
    }

    /** Returns whether the tampering alarm was raised; the tampering of an image that is out of scope is not judged. */
    public boolean flagged() {
        return verdict == Verdict.SUSPECT || verdict == Verdict.REJECTED;
    }
}
