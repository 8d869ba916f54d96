package org.robustdx.inference.pipeline;

import java.util.Optional;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.PerceptualHash;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.verdict.Assessment;

/** The result of one image. An outage is not an answer: it completes the image's future exceptionally. */
public sealed interface Answer {
    /**
     * The model's reading, assessed. An image whose DICOM attributes do not match ({@link Assessment#mismatch}) is not read: it has no probabilities
     * and no scores.
     *
     * @param probabilities one per class
     * @param scores one per detector
     * @param assessment how far it can be relied on
     * @param denoised the image as the model reconstructs it; present where the image was flagged
     * @param probabilitiesAfter one per class, of the denoised image; none where the image was not flagged
     * @param input the image as the model saw it; present where the image was flagged
     * @param decodeNanos time from encoded bytes to the model's input
     * @param inferNanos time of the batches that it was in
     * @param look perceptual hash, by which similar images are recognised
     * @param sha256 SHA-256 of the encoded image as its {@link Content} states it
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    record Read(
            float[] probabilities,
            float[] scores,
            Assessment assessment,
            Optional<Raster> denoised,
            float[] probabilitiesAfter,
            Optional<Raster> input,
            long decodeNanos,
            long inferNanos,
            PerceptualHash look,
            String sha256)
            implements Answer {
        /** Returns the same answer with times of 0, for a repeated image that is not processed again. */
        public Read withoutTimes() {
            return new Read(probabilities, scores, assessment, denoised, probabilitiesAfter, input, 0, 0, look, sha256);
        }
    }

    /**
     * The content cannot be decoded.
     *
     * @param why the decoder's refusal
     */
    record Undecodable(DecodeResult.Refused why) implements Answer {}

    /**
     * The model fails on this image, or gives no valid output for it, also alone and a second time, although it works
     * on a blank image.
     *
     * @param message the engine's message, one line
     */
    record Unreadable(String message) implements Answer {}

    /**
     * There was no image to decode.
     *
     * @param substitute what the content gave instead
     */
    record Absent(Content.Substitute substitute) implements Answer {}
}
