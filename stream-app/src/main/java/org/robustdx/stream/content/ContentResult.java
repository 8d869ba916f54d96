package org.robustdx.stream.content;

import org.robustdx.inference.file.Sha256;
import org.robustdx.stream.dlq.Refusal;

/** The bytes of an image, or the reason for refusal. */
public sealed interface ContentResult {
    /**
     * The encoded image.
     *
     * @param bytes the encoded image; nobody may modify the array
     * @param sha256 SHA-256 of the bytes, 64 lower-case hexadecimal digits; empty if the reader does not need it
     */
    @SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
    record Found(byte[] bytes, String sha256) implements ContentResult {
        /** Computes the SHA-256 of the bytes. */
        public Found(byte[] bytes) {
            this(bytes, Sha256.hex(bytes));
        }
    }

    /**
     * No image bytes.
     *
     * @param refusal the reason
     */
    record NotFound(Refusal refusal) implements ContentResult {}
}
