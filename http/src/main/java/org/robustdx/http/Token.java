package org.robustdx.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.UserException;

/** A bearer token (RFC 6750). Keeps only the token's digest and compares digests in constant time. */
public final class Token {
    private static final String SCHEME = "bearer ";
    private static final int MAX_FILE_BYTES = 4096;

    private final byte[] digest;

    private Token(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Reads the token in a file.
     *
     * @param option name of the option that names the file, for the error
     * @throws UserException if the file contains no valid token
     */
    public static Token read(String option, Path file) {
        String text = text(file);
        if (!text.matches("[!-~]{16,1024}")) {
            throw UserException.badInput(
                    "%s: %s (expected: a file that can be read, with 16 to 1024 visible ASCII characters in one line)"
                            .formatted(option, file));
        }
        return new Token(sha256(text));
    }

    /** Returns the text of the file; empty if it cannot be read, or is too large for a token. */
    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            return bytes.length > MAX_FILE_BYTES ? "" : new String(bytes, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns whether the value of an {@code Authorization} header contains the token. */
    public boolean isIn(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        digest, sha256(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform provides SHA-256", e);
        }
    }
}
