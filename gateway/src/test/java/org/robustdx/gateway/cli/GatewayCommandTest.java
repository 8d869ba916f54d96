package org.robustdx.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    private int run(String... arguments) {
        return Main.run(arguments, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private String key() {
        Path file = folder.resolve("key");
        assertThat(run("gateway", "keygen", "--key-file", file.toString())).isZero();
        return "--key-file=" + file;
    }

    private void assertRefused(String message, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(message);
    }

    @Test
    void shouldBeginItsHelpWithAnExample() {
        assertThat(run("gateway", "--help")).isZero();
        assertThat(out.toString()).contains("Example: ./robustdx gateway", "--archive", "--route", "keygen", "refused");
    }

    @Test
    void shouldAskForAKey() {
        assertRefused("key-file: missing", "gateway", "--archive=http://localhost/", "--route=chest=CR");
    }

    @Test
    void shouldAskForARoute() {
        assertRefused("route: none", "gateway", "--archive=http://localhost/", key());
    }

    @Test
    void shouldAskForAnArchiveOrAPort() {
        assertRefused("archive: missing", "gateway", "--route=chest=CR", key());
    }

    @Test
    void shouldAskForATokenOnAnyAddressButLoopback() {
        assertRefused(
                "stow-token-file: missing",
                "gateway",
                "--route=chest=CR",
                "--stow-port=0",
                "--stow-host=0.0.0.0",
                key());
    }

    @Test
    void shouldRefuseAFileWithoutAToken() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "short");
        assertRefused(
                "stow-token-file: %s (expected: ".formatted(file),
                "gateway",
                "--route=chest=CR",
                "--stow-port=0",
                "--stow-token-file=" + file,
                key());
    }

    @Test
    void shouldAskForAnArchiveForOverviews() {
        assertRefused("archive: missing", "gateway", "--route=chest=CR", "--stow-port=0", "--overview", key());
    }

    @Test
    void shouldRefuseTwoPlacesForLargeImages() {
        assertRefused(
                "object-root: given (expected: --content-root or --object-root, not both)",
                "gateway",
                "--archive=http://localhost/",
                "--route=chest=CR",
                "--content-root=" + folder,
                "--object-root=s3://images",
                key());
    }

    @Test
    void shouldRefuseAStoreWithoutABucket() {
        assertRefused(
                "object-root: missing",
                "gateway",
                "--archive=http://localhost/",
                "--route=chest=CR",
                "--object-store=http://localhost:9000",
                key());
    }

    @Test
    void shouldAskForWhatToMeasure() {
        assertRefused("stow: missing", "gateway", "bench", "--images=" + folder, key());
        err.getBuffer().setLength(0);
        assertThat(run("gateway", "bench", "--stow=http://localhost:1", "--key-file=" + folder.resolve("key")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("images: missing");
    }

    @Test
    void shouldRefuseAnUrlOfAnotherKind() {
        assertRefused("url: file:", "gateway", "--archive=file:///etc", "--route=chest=CR", key());
    }

    @Test
    void shouldSayInOneLineThatNoBrokerAnswers() {
        int code = run(
                "gateway",
                "--archive=http://localhost/",
                "--route=chest=CR",
                "--bootstrap-servers=127.0.0.1:1",
                "--connect-timeout=1",
                key());
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("robustdx: ");
    }
}
