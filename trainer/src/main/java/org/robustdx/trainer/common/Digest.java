package org.robustdx.trainer.common;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.robustdx.inference.file.Sha256;

/** A SHA-256 digest of several parts. */
public final class Digest {
    private final MessageDigest digest = Sha256.newDigest();

    /** Creates an empty digest. */
    public Digest() {}

    /** Adds bytes. */
    public Digest add(byte[] content) {
        digest.update(content);
        return this;
    }

    /**
     * Adds a text, followed by a zero byte. The zero byte separates texts, so that differently split texts have
     * different digests.
     */
    public Digest add(String text) {
        digest.update(text.getBytes(UTF_8));
        digest.update((byte) 0);
        return this;
    }

    /** Returns the digest as 64 lower-case hexadecimal digits, and resets it. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
