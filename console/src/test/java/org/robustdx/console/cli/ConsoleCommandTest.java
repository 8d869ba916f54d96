package org.robustdx.console.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.http.Certificates;

class ConsoleCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... arguments) {
        return Main.run(arguments, environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private void assertRefused(String message, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(message);
    }

    @Test
    void shouldBeginItsHelpWithAnExample() {
        assertThat(run("console", "--help")).isZero();
        assertThat(out.toString())
                .contains("Example: ./robustdx console", "--http-port", "--password-file", "add-user");
    }

    @Test
    void shouldAskForAccountsOnAnyAddressButLoopback() {
        assertRefused("password-file: missing", "console", "--http-host", "0.0.0.0");
    }

    @Test
    void shouldAskForACertificateOnAnyAddressButLoopback(@TempDir Path folder) {
        assertRefused(
                "http-certificate: missing",
                "console",
                "--http-host=0.0.0.0",
                "--password-file=" + folder.resolve("users"));
    }

    @Test
    void shouldRefuseAKeyThatDoesNotBelongToTheCertificate(@TempDir Path folder) throws Exception {
        Path certificate = Certificates.make(folder, "EC").pem().certificate();
        Path key = Certificates.make(folder, "EC").pem().key();
        assertRefused(
                "http-key: %s (expected: the private key of --http-certificate".formatted(key),
                "console",
                "--http-certificate=" + certificate,
                "--http-key=" + key);
    }

    @Test
    void shouldNameAMissingPasswordFileOfTheKeyStore(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing");
        assertRefused(
                "http-keystore-password-file: %s (expected: a file that can be read)".formatted(missing),
                "console",
                "--http-keystore=" + Certificates.make(folder, "EC").store().file(),
                "--http-keystore-password-file=" + missing);
    }

    @Test
    void shouldRefuseTlsFilesThatAreNoPair() {
        assertRefused(
                "http-key: none (expected: a file, because of --http-certificate)", "console", "--http-certificate=c");
        err.getBuffer().setLength(0);
        assertRefused(
                "http-keystore: given with --http-certificate (expected: one of them)",
                "console",
                "--http-certificate=c",
                "--http-key=k",
                "--http-keystore=s",
                "--http-keystore-password-file=p");
    }

    @Test
    void shouldAskForAnAuditFileWithAccounts(@TempDir Path folder) {
        assertRefused("audit-file: missing", "console", "--password-file=" + folder.resolve("users"));
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        assertRefused("http-port: 70000", "console", "--http-port", "70000");
    }

    @Test
    void shouldTakeOptionsFromTheEnvironment() {
        assertThat(run(Map.of("ROBUSTDX_HTTP_PORT", "-1"), "console")).isEqualTo(2);
        assertThat(err.toString()).contains("http-port: -1");
    }

    @Test
    void shouldSayInOneLineThatNoBrokerAnswers() {
        assertThat(run("console", "--bootstrap-servers=127.0.0.1:1", "--connect-timeout=1", "--http-port=0"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("robustdx: ");
    }
}
