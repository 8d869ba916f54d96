package org.robustdx.inference.pipeline;

import java.util.Optional;

/** Where an image's bytes come from. Asked on a thread of the decoding pool, so that reading a file stalls nobody else: once,
 * and once more where memory ran out meanwhile. */
@FunctionalInterface
public interface Content {
    /**
     * Returns the encoded image, or nothing where there turns out to be none; the answer is then {@link Answer.Absent}.
     *
     * @throws RuntimeException if it cannot be known: the image's future fails with it
     */
    Optional<byte[]> bytes();
}
