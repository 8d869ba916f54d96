package org.robustdx.stream.content;

import org.robustdx.inference.file.Sha256;
import org.robustdx.stream.dlq.Refusal;

/** The bytes of an image, or why there are none. */
public sealed interface ContentResult {
    /**
     * The encoded image.
     *
     * @param bytes its bytes, not shared with anybody who changes them
     * @param sha256 of these bytes, 64 lower-case hexadecimal digits
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    record Found(byte[] bytes, String sha256) implements ContentResult {
        /** Returns these bytes with their SHA-256. */
        public Found(byte[] bytes) {
            this(bytes, Sha256.hex(bytes));
        }
    }

    /**
     * No image.
     *
     * @param refusal why not
     */
    record NotFound(Refusal refusal) implements ContentResult {}
}
