package org.robustdx.stream.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

    /** Returns the SHA-256 of these bytes as 64 lower-case hexadecimal digits. */
    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /** Returns a new SHA-256 digest. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
