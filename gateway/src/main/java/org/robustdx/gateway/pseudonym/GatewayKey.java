package org.robustdx.gateway.pseudonym;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.robustdx.kafka.UserException;

/**
 * The secret of a gateway: 32 random bytes in a file. From it come one key for pseudonyms and one for the way back. Whoever has it can undo the pseudonyms;
 * without it, they cannot be undone.
 */
public final class GatewayKey {
    private static final int BYTES = 32;
    private static final int LONGEST_FILE = 1024;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey pseudonyms;
    private final SecretKey identities;

    private GatewayKey(byte[] secret) {
        SecretKey master = new SecretKeySpec(secret, ALGORITHM);
        pseudonyms = new SecretKeySpec(hmac(master, "robustdx gateway pseudonyms"), ALGORITHM);
        identities = new SecretKeySpec(hmac(master, "robustdx gateway identities"), "AES");
    }

    /** Returns the key of a secret of 32 bytes. */
    public static GatewayKey of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("key: %d bytes (expected: %d)".formatted(secret.length, BYTES));
        }
        return new GatewayKey(secret);
    }

    /**
     * Reads a key file.
     *
     * @throws UserException if the file cannot be read, holds something else, or others than its owner may read it
     */
    public static GatewayKey read(Path file) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
                if (rights.contains(PosixFilePermission.GROUP_READ)
                        || rights.contains(PosixFilePermission.OTHERS_READ)) {
                    throw UserException.badInput(
                            "key-file: %s (expected: readable by its owner alone, as after chmod 600)".formatted(file));
                }
            }
            if (Files.size(file) <= LONGEST_FILE) {
                return of(Base64.getDecoder()
                        .decode(Files.readString(file, StandardCharsets.US_ASCII)
                                .strip()));
            }
        } catch (IOException | IllegalArgumentException e) {
            // As if it held something else.
        }
        throw UserException.badInput("key-file: %s (expected: a file that gateway keygen has written)".formatted(file));
    }

    /**
     * Writes a new key, which only the owner of the file may read.
     *
     * @throws UserException if the file exists or cannot be written
     */
    public static void create(Path file) {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            Files.writeString(
                    file,
                    Base64.getEncoder().encodeToString(secret) + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw UserException.badInput("key-file: %s (expected: a file that does not exist)".formatted(file));
        } catch (IOException e) {
            throw UserException.badInput("key-file: %s (expected: a file that can be written)".formatted(file));
        }
    }

    /** Returns the keyed hash of a text, 32 bytes. */
    byte[] hash(String text) {
        return hmac(pseudonyms, text);
    }

    SecretKey identities() {
        return identities;
    }

    private static byte[] hmac(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every JDK", e);
        }
    }
}
