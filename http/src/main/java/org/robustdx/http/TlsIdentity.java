package org.robustdx.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.robustdx.kafka.UserException;

/** A server's certificate and private key. */
public final class TlsIdentity {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final KeyStore store;
    private final String password;

    private TlsIdentity(KeyStore store, String password) {
        this.store = store;
        this.password = password;
    }

    /**
     * Returns the identity in a key store.
     *
     * @param store key store with one private key and its certificate
     * @param password password of the key
     */
    public static TlsIdentity of(KeyStore store, String password) {
        return new TlsIdentity(store, password);
    }

    /**
     * Reads the identity in files, and reports in one line why they are not usable.
     *
     * @throws UserException if the files contain no private key with its certificate
     */
    public static TlsIdentity read(TlsFiles files) {
        if (files instanceof TlsFiles.Store store) {
            String password = password(store.passwordFile());
            return new TlsIdentity(store(store.file(), password), password);
        }
        return new TlsIdentity(pem((TlsFiles.Pem) files), "");
    }

    /** Returns Jetty's TLS settings of a server with this identity: versions 1.2 and 1.3, no client certificates. */
    public SslContextFactory.Server context() {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(store);
        tls.setKeyStorePassword(password);
        return tls;
    }

    private static KeyStore store(Path file, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(file)) {
                store.load(in, password.toCharArray());
            }
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return store;
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            // Treated like a key store without a key.
        }
        throw refused("http-keystore", file, "PKCS#12 with a private key that --http-keystore-password-file opens");
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw refused("http-keystore-password-file", file, "a file that can be read");
        }
    }

    private static KeyStore pem(TlsFiles.Pem files) {
        Certificate[] chain = certificates(files.certificate());
        PrivateKey key = key(files.key(), chain[0].getPublicKey());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("http", key, new char[0], chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw refused("http-certificate", files.certificate(), "a chain of X.509 certificates");
        }
    }

    private static Certificate[] certificates(Path file) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (IOException | GeneralSecurityException e) {
            // Treated like a file without a certificate.
        }
        throw refused("http-certificate", file, "X.509 certificates in PEM, the server's first");
    }

    private static PrivateKey key(Path file, PublicKey certified) {
        try {
            Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (pem.find()) {
                byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
                PrivateKey key =
                        KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
                if (belong(key, certified)) {
                    return key;
                }
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // Treated like a file without a key.
        }
        throw refused(
                "http-key",
                file,
                "the private key of --http-certificate in PEM, PKCS#8, not encrypted: BEGIN PRIVATE KEY");
    }

    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = certified.getAlgorithm();
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> algorithm;
                });
        byte[] message = {1};
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(message);
        return signature.verify(signed);
    }

    private static UserException refused(String option, Path file, String expected) {
        return UserException.badInput("%s: %s (expected: %s)".formatted(option, file, expected));
    }
}
