package org.robustdx.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A new certificate for 127.0.0.1 with its key, made by the JDK's keytool, as PEM files and as a key store. */
public final class Certificates {
    /** Password of the key store. */
    public static final String PASSWORD = "changeit";

    private final Path folder;
    private final KeyStore store;

    private Certificates(Path folder, KeyStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** Creates a certificate with a key of this algorithm. */
    public static Certificates make(Path parent, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path folder = Files.createTempDirectory(parent, algorithm);
        Path file = folder.resolve("http.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "http",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=app",
                        "-ext",
                        "san=ip:127.0.0.1"))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        Files.writeString(
                folder.resolve("tls.crt"),
                pem("CERTIFICATE", store.getCertificate("http").getEncoded()));
        Files.writeString(
                folder.resolve("tls.key"),
                pem("PRIVATE KEY", store.getKey("http", PASSWORD.toCharArray()).getEncoded()));
        return new Certificates(folder, store);
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    }

    /** Returns the PEM files. */
    public TlsFiles.Pem pem() {
        return new TlsFiles.Pem(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    }

    /** Returns the key store. */
    public TlsFiles.Store store() {
        return new TlsFiles.Store(folder.resolve("http.p12"), folder.resolve("password"));
    }

    /** Returns a client's TLS context that trusts only this certificate. */
    public SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("http", store.getCertificate("http"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
