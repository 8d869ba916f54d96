package org.robustdx.stream.content;

import org.robustdx.stream.deadletter.Refusal;

/** The bytes of an image, or why there are none. */
public sealed interface ContentResult {
    /**
     * The encoded image.
     *
     * @param bytes its bytes, not shared with anybody who changes them
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    record Found(byte[] bytes) implements ContentResult {}

    /**
     * No image.
     *
     * @param refusal why not
     */
    record NotFound(Refusal refusal) implements ContentResult {}
}
