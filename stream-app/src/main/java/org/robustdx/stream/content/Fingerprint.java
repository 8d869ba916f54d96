package org.robustdx.stream.content;

import org.robustdx.inference.image.PerceptualHash;

/**
 * What is remembered of an image instead of the image.
 *
 * @param sha256 of its encoded bytes, 64 lower-case hexadecimal digits
 * @param look of its pixels, as the model takes them
 */
public record Fingerprint(String sha256, PerceptualHash look) {
    /** The fingerprint of an image that nobody looked at. */
    public static final Fingerprint UNKNOWN = new Fingerprint("0".repeat(64), new PerceptualHash(0, 0, 0, 0));
}
