package org.robustdx.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.robustdx.console.access.Passwords;
import org.robustdx.http.TlsIdentity;
import org.robustdx.kafka.UserException;

/** A certificate for {@code localhost} that is signed with its own key, for a trial on this machine. */
public final class SelfSigned {
    private static final int DAYS = 30;
    private static final long KEYTOOL_SECONDS = 60;

    private SelfSigned() {}

    /**
     * Creates a key and its certificate with the JDK's {@code keytool}.
     *
     * @throws UserException if the tool is missing or fails
     */
    public static TlsIdentity create() {
        String password = Passwords.generate();
        try {
            Path folder = Files.createTempDirectory("robustdx-console");
            Path file = folder.resolve("console.p12");
            try {
                run(file, password);
                return TlsIdentity.of(loaded(file, password), password);
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

    private static KeyStore loaded(Path file, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
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
