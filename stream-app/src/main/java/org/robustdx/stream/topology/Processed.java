package org.robustdx.stream.topology;

import java.util.Optional;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.dlq.DeadLetter;

/** What one record of the image topic has become: every record becomes exactly one of these. */
sealed interface Processed {
    /**
     * An image with its diagnosis.
     *
     * @param diagnosis the diagnosis, as it is produced
     * @param alert the alert, as it is produced, if the image looks manipulated
     * @param outOfScope the alert, as it is produced, if the image is not of the model's kind
     * @param fingerprint by which the image is known again
     * @param falseAlarmRate that the image was judged at
     */
    record Diagnosed(
            Written<Diagnosis> diagnosis,
            Optional<Written<AdversarialAlert>> alert,
            Optional<Written<OutOfScopeAlert>> outOfScope,
            Fingerprint fingerprint,
            double falseAlarmRate)
            implements Processed {}

    /**
     * A record that cannot be diagnosed.
     *
     * @param letter the record and why
     */
    record Refused(DeadLetter letter) implements Processed {}
}
