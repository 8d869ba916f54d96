package org.robustdx.console.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.robustdx.console.access.Passwords;
import org.robustdx.kafka.UserException;

/**
 * The certificate and the private key of the console.
 *
 * @param store holds both
 * @param password of the key in the store
 */
public record TlsIdentity(KeyStore store, String password) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final int DAYS = 30;
    private static final long KEYTOOL_SECONDS = 60;

    /**
     * Returns the identity in PEM files.
     *
     * @param certificate the server's certificate and those of the authorities above it
     * @param key its private key, PKCS#8, not encrypted
     * @throws UserException if they cannot be read
     */
    public static TlsIdentity pem(Path certificate, Path key) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate[] chain = chain(certificate);
            store.setKeyEntry("console", key(key, chain[0].getPublicKey().getAlgorithm()), new char[0], chain);
            return new TlsIdentity(store, "");
        } catch (IOException | GeneralSecurityException e) {
            throw UserException.badInput(
                    "http-certificate: %s (expected: a chain of X.509 certificates in PEM)".formatted(certificate));
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .toArray(Certificate[]::new);
        if (chain.length == 0) {
            throw new IOException("no certificate");
        }
        return chain;
    }

    private static PrivateKey key(Path file, String algorithm) {
        try {
            Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (pem.find()) {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // As if there were no key.
        }
        throw UserException.badInput(
                "http-key: %s (expected: the private key of --http-certificate in PEM, PKCS#8, not encrypted)"
                        .formatted(file));
    }

    /**
     * Returns the identity in a PKCS#12 store.
     *
     * @throws UserException if it cannot be opened, or holds no key
     */
    public static TlsIdentity keystore(Path file, Path passwordFile) {
        try {
            String password = Files.readString(passwordFile).strip();
            KeyStore store = loaded(file, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return new TlsIdentity(store, password);
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            // As if there were no key.
        }
        throw UserException.badInput(
                "http-keystore: %s (expected: PKCS#12 with a private key that --http-keystore-password-file opens)"
                        .formatted(file));
    }

    private static KeyStore loaded(Path file, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    /**
     * Returns a newly made identity for a trial on this machine: a key and a certificate for {@code localhost} that is signed with the key itself. The
     * JDK's {@code keytool} makes them.
     *
     * @throws UserException if the tool is missing or fails
     */
    public static TlsIdentity selfSigned() {
        String password = Passwords.generate();
        try {
            Path folder = Files.createTempDirectory("robustdx-console");
            Path file = folder.resolve("console.p12");
            try {
                run(file, password);
                return new TlsIdentity(loaded(file, password), password);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw UserException.failed("keytool: %s (give --http-certificate instead)".formatted(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserException.failed("interrupted");
        }
    }

    private static void run(Path file, String password) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        Collections.addAll(command, "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12");
        Collections.addAll(command, "-storepass:env", "STORE_PASSWORD", "-alias", "console");
        Collections.addAll(command, "-dname", "CN=localhost", "-keyalg", "EC", "-groupname", "secp256r1");
        Collections.addAll(command, "-validity", Integer.toString(DAYS));
        Collections.addAll(command, "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "eku=serverAuth");
        ProcessBuilder keytool =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        keytool.environment().put("STORE_PASSWORD", password);
        Process process = keytool.start();
        if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no answer");
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue());
        }
    }
}
