package org.robustdx.stream.modelupdate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import org.robustdx.kafka.UserException;

/** Ed25519 keys (RFC 8410) in PEM files (RFC 7468), compatible with OpenSSL. */
public final class KeyFiles {
    /** Name of the signature algorithm. */
    static final String ALGORITHM = "Ed25519";

    private static final long LARGEST = 64 << 10;
    private static final int LINE = 64;

    private KeyFiles() {}

    /**
     * Generates a pair of keys.
     *
     * @param privateFile receives the private key, with access for its owner only; must not exist
     * @param publicFile receives the public key; must not exist
     * @throws UserException if a file exists or cannot be written
     */
    public static void generate(Path privateFile, Path publicFile) {
        if (Files.exists(publicFile)) {
            throw UserException.badInput("%s already exists (expected: a new file)".formatted(publicFile));
        }
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            write(privateFile, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
            try {
                write(publicFile, "PUBLIC KEY", pair.getPublic().getEncoded(), "rw-r--r--");
            } catch (UserException e) {
                delete(privateFile); // Without the other half it would only block the next attempt.
                throw e;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has " + ALGORITHM, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw UserException.badInput("%s cannot be deleted".formatted(file));
        }
    }

    private static void write(Path file, String what, byte[] encoded, String permissions) {
        String text = "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
                .formatted(what, Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(encoded));
        FileAttribute<?>[] attributes =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                        }
                        : new FileAttribute<?>[0];
        // Sets the permissions at creation, so that no other user can open the file before.
        try (var out = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException e) {
            throw UserException.badInput("%s already exists (expected: a new file)".formatted(file));
        } catch (IOException e) {
            throw UserException.badInput("%s (expected: a file that can be written)".formatted(file));
        }
    }

    /**
     * Returns the private key in a file.
     *
     * @param option the option that named the file, for the message
     * @throws UserException if the file contains no Ed25519 private key
     */
    public static PrivateKey privateKey(String option, Path file) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded(file, "PRIVATE KEY")));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw UserException.badInput("%s: %s (expected: an Ed25519 private key in PEM)".formatted(option, file));
        }
    }

    /**
     * Returns the public key in a file.
     *
     * @param option the option that named the file, for the message
     * @throws UserException if the file contains no Ed25519 public key
     */
    public static PublicKey publicKey(String option, Path file) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(encoded(file, "PUBLIC KEY")));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw UserException.badInput("%s: %s (expected: an Ed25519 public key in PEM)".formatted(option, file));
        }
    }

    private static byte[] encoded(Path file, String what) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("too large");
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        String begin = "-----BEGIN %s-----".formatted(what);
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END %s-----".formatted(what));
        if (from < 0 || to < from) {
            throw new IOException("not there");
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }
}
