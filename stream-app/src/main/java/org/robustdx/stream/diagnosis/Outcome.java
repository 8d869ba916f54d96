package org.robustdx.stream.diagnosis;

import org.robustdx.inference.pipeline.Answer;
import org.robustdx.inference.pipeline.Content;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.stream.content.Fingerprint;
import org.robustdx.stream.dlq.Refusal;

/** The outcome of one encoded image. Where it is known before an image is decoded, it passes through the pipeline as a substitute of the content. */
public sealed interface Outcome extends Content.Substitute {
    /**
     * The model's answer.
     *
     * @param read the answer, with its times
     * @param model the model that gave it
     */
    record Diagnosed(Answer.Read read, ModelIdentity model) implements Outcome {
        private static final double NANOS_PER_MILLI = 1e6;

        /** Returns how far the answer can be relied on. */
        public Assessment assessment() {
            return read.assessment();
        }

        /** Returns the fingerprint by which the image is recognised. */
        public Fingerprint fingerprint() {
            return new Fingerprint(read.sha256(), read.look());
        }

        /** Returns the time from encoded bytes to the model's input, in milliseconds. */
        public double decodeMillis() {
            return read.decodeNanos() / NANOS_PER_MILLI;
        }

        /** Returns the time of the batches that the image was in, in milliseconds. */
        public double inferMillis() {
            return read.inferNanos() / NANOS_PER_MILLI;
        }

        /** Returns the same answer to the same image, with times of 0. */
        Diagnosed again() {
            return new Diagnosed(read.withoutTimes(), model);
        }
    }

    /**
     * There is no image that can be decoded.
     *
     * @param refusal why not
     */
    record Refused(Refusal refusal) implements Outcome {}
}
