package org.robustdx.stream.diagnosis;

import java.util.Optional;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.dlq.Refusal;

/** What comes of one encoded image. */
public sealed interface Outcome {
    /**
     * The model's answer.
     *
     * @param probabilities one per class
     * @param scores one per detector
     * @param denoised the image as the model reconstructs it; there where a detector fired
     * @param assessment how far it can be relied on
     * @param decodeMillis time from encoded bytes to the model's input
     * @param inferMillis time of the batches that it was in
     * @param fingerprint by which the image is known again
     * @param model which model it was
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    record Diagnosed(
            float[] probabilities,
            float[] scores,
            Optional<Raster> denoised,
            Assessment assessment,
            double decodeMillis,
            double inferMillis,
            Fingerprint fingerprint,
            ModelIdentity model)
            implements Outcome {
        /** Returns the same answer to the same image, at no cost. */
        Diagnosed again() {
            return new Diagnosed(probabilities, scores, denoised, assessment, 0, 0, fingerprint, model);
        }
    }

    /**
     * There is no image that can be read.
     *
     * @param refusal why not
     */
    record Refused(Refusal refusal) implements Outcome {}
}
