package org.robustdx.stream.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.file.Sha256;
import org.robustdx.kafka.UserException;

/** A bearer token (RFC 6750). Keeps only the token's digest and compares digests in constant time. */
final class Token {
    private static final String SCHEME = "bearer ";

    private final byte[] digest;

    private Token(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Reads the token in a file.
     *
     * @throws UserException if the file contains no valid token
     */
    static Token read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            text = "";
        }
        if (!text.matches("[!-~]{16,1024}")) {
            throw UserException.badInput(
                    "http-token-file: %s (expected: a file that can be read, with 16 to 1024 visible ASCII characters in one line)"
                            .formatted(file));
        }
        return new Token(sha256(text));
    }

    /** Returns whether the value of an {@code Authorization} header contains the token. */
    boolean isIn(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        digest, sha256(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] sha256(String text) {
        return Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
