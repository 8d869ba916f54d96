package org.robustdx.trainer.common;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest of several parts, in hexadecimal. */
public final class Sha256 {
    private final MessageDigest digest;

    /** Creates the digest of nothing. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    /** Returns the digest of these bytes. */
    public static String hex(byte[] content) {
        return new Sha256().add(content).hex();
    }

    /** Adds bytes. */
    public Sha256 add(byte[] content) {
        digest.update(content);
        return this;
    }

    /** Adds a text and a byte that ends it, so that the same characters in other texts make another digest. */
    public Sha256 add(String text) {
        digest.update(text.getBytes(UTF_8));
        digest.update((byte) 0);
        return this;
    }

    /** Returns the digest of all that was added, and begins again. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
