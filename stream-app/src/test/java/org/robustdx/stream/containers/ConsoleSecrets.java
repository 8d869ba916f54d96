package org.robustdx.stream.containers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What docker/secure/make-console.sh makes: a certificate, and the account of one reviewer.
 *
 * @param folder the folder that the compose files mount
 * @param password the password of {@link #NAME}, which the script prints once
 */
record ConsoleSecrets(Path folder, String password) {
    static final String NAME = "reviewer";
    static final String PSEUDONYM = "reviewer-1";
    private static final Pattern PASSWORD = Pattern.compile("with the password (\\S+)");

    /** Runs the script, which writes to the folder {@code console} in a folder. */
    static ConsoleSecrets make(Path folder) throws IOException {
        Path console = folder.resolve("console");
        String said = Shell.run(
                Map.of("CONSOLE_IMAGE", Images.of("console").asCanonicalNameString()),
                List.of(Images.docker().resolve("secure/make-console.sh").toString(), console.toString()));
        Matcher password = PASSWORD.matcher(said);
        if (!password.find()) {
            throw new IllegalStateException("make-console.sh names no password");
        }
        return new ConsoleSecrets(console, password.group(1));
    }

    /** Returns TLS that trusts the console's certificate alone. */
    SSLContext tls() throws IOException, GeneralSecurityException {
        Path files = folder.resolve("files");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(files.resolve("console.p12"))) {
            store.load(in, Files.readString(files.resolve("password")).strip().toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("console", store.getCertificate("console"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }
}
