package org.robustdx.stream.content;

import org.robustdx.inference.image.PerceptualHash;

/**
 * Identifies an image: exactly by its bytes, and approximately by its pixels.
 *
 * @param sha256 SHA-256 of the encoded bytes, 64 lower-case hexadecimal digits
 * @param look perceptual hash of the pixels at the model's input size
 */
public record Fingerprint(String sha256, PerceptualHash look) {
    /** The fingerprint of an image that was not hashed. */
    public static final Fingerprint UNKNOWN = new Fingerprint("0".repeat(64), new PerceptualHash(0, 0, 0, 0));
}
