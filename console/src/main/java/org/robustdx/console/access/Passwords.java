package org.robustdx.console.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.security.SecureRandom;
import java.util.Base64;

/** Hashes and checks passwords with bcrypt. A password of more than 72 bytes is hashed with SHA-512 first, so that all of it counts. */
public final class Passwords {
    /** Fewest characters of a password. */
    public static final int SHORTEST = 12;

    private static final int COST = 12;
    private static final int GENERATED_BYTES = 12;
    private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2B;
    private static final BCrypt.Hasher HASHER = BCrypt.with(VERSION, LongPasswordStrategies.hashSha512(VERSION));
    private static final BCrypt.Verifyer VERIFIER =
            BCrypt.verifyer(VERSION, LongPasswordStrategies.hashSha512(VERSION));

    private Passwords() {}

    /**
     * Returns the hash of a password.
     *
     * @throws IllegalArgumentException if it is too short
     */
    public static String hash(String password) {
        if (password.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "password: %d characters (expected: at least %d)".formatted(password.length(), SHORTEST));
        }
        return HASHER.hashToString(COST, password.toCharArray());
    }

    /** Returns whether this is the password of that hash. */
    public static boolean matches(String password, String hash) {
        return VERIFIER.verify(password.toCharArray(), hash.toCharArray()).verified;
    }

    /** Returns whether a text has the form of a hash. */
    static boolean isHash(String text) {
        return text.matches("\\$2[aby]\\$\\d{2}\\$[./A-Za-z0-9]{53}");
    }

    /** Returns a newly drawn password of 96 random bits. */
    public static String generate() {
        byte[] bytes = new byte[GENERATED_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
