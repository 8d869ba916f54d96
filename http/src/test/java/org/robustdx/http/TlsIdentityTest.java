package org.robustdx.http;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.UserException;

class TlsIdentityTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldNameTheFileThatIsNotUsable() throws Exception {
        Certificates one = Certificates.make(folder, "RSA");
        Path text = Files.writeString(folder.resolve("text"), "no key, hunter2\n");
        Path missing = folder.resolve("missing");
        assertRefused(
                "http-certificate: " + text, new TlsFiles.Pem(text, one.pem().key()));
        assertRefused(
                "http-certificate: " + missing,
                new TlsFiles.Pem(missing, one.pem().key()));
        assertRefused("http-key: " + text, new TlsFiles.Pem(one.pem().certificate(), text));
        assertRefused("http-key: " + missing, new TlsFiles.Pem(one.pem().certificate(), missing));
        assertRefused(
                "http-keystore: " + text, new TlsFiles.Store(text, one.store().passwordFile()));
        assertRefused(
                "http-keystore: " + one.store().file(),
                new TlsFiles.Store(one.store().file(), text));
        assertRefused(
                "http-keystore-password-file: " + missing,
                new TlsFiles.Store(one.store().file(), missing));
    }

    @Test
    void shouldRefuseTheKeyOfAnotherCertificate() throws Exception {
        TlsFiles.Pem one = Certificates.make(folder, "RSA").pem();
        for (String algorithm : new String[] {"RSA", "EC"}) {
            TlsFiles.Pem other = Certificates.make(folder, algorithm).pem();
            assertRefused("http-key: " + other.key(), new TlsFiles.Pem(one.certificate(), other.key()));
        }
    }

    private static void assertRefused(String message, TlsFiles files) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> TlsIdentity.read(files))
                .withMessageStartingWith(message + " (expected: ")
                .withMessageNotContaining("hunter2")
                .matches(e -> e.exitCode() == 2);
    }
}
