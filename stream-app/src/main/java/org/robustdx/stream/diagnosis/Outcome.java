package org.robustdx.stream.diagnosis;

import org.robustdx.inference.model.Reading;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.stream.deadletter.Refusal;

/** What comes of one encoded image. */
public sealed interface Outcome {
    /**
     * The model's answer.
     *
     * @param reading the model's outputs
     * @param assessment how far they can be relied on
     * @param decodeMillis time from encoded bytes to the model's input
     * @param inferMillis time in the model
     * @param fingerprint by which the image is known again
     */
    record Diagnosed(
            Reading reading, Assessment assessment, double decodeMillis, double inferMillis, Fingerprint fingerprint)
            implements Outcome {
        /** Returns the same answer to the same image, at no cost. */
        public Diagnosed again() {
            return new Diagnosed(reading, assessment, 0, 0, fingerprint);
        }
    }

    /**
     * The bytes are no image that can be read.
     *
     * @param refusal why not
     */
    record Refused(Refusal refusal) implements Outcome {}
}
