package org.robustdx.stream.diagnosis;

import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.Content;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.dlq.Refusal;

/**
 * The outcome of one encoded image. An outcome that is known before decoding passes through the pipeline as a
 * substitute for the content.
 */
public sealed interface Outcome extends Content.Substitute {
    /**
     * The model's answer.
     *
     * @param read the answer, with its times
     * @param model the model that gave it
     */
    record Diagnosed(Answer.Read read, ModelIdentity model) implements Outcome {
        private static final double NANOS_PER_MILLI = 1e6;

        /** Returns the assessment: verdict, label and p-values. */
        public Assessment assessment() {
            return read.assessment();
        }

        /** Returns the image's fingerprint: SHA-256 of the bytes, and perceptual hash. */
        public Fingerprint fingerprint() {
            return new Fingerprint(read.sha256(), read.look());
        }

        /** Returns the time from encoded bytes to the model's input, in milliseconds. */
        public double decodeMillis() {
            return read.decodeNanos() / NANOS_PER_MILLI;
        }

        /** Returns the time that the image's batches took, in milliseconds. */
        public double inferMillis() {
            return read.inferNanos() / NANOS_PER_MILLI;
        }

        /** Returns the same answer with times of 0, for a repeated image. */
        Diagnosed again() {
            return new Diagnosed(read.withoutTimes(), model);
        }
    }

    /**
     * The content is not an image that can be decoded and classified.
     *
     * @param refusal the reason
     */
    record Refused(Refusal refusal) implements Outcome {}
}
