package org.robustdx.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.http.Certificates;
import org.robustdx.http.TlsFiles;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.HttpSettings;

/** TLS and the token. */
class ProtectedServerTest {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path folder = Path.of("");

    private Path tokenFile = Path.of("");

    @BeforeEach
    void writeToken() throws Exception {
        tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    }

    private OperationsServer start(Optional<TlsFiles> tls, Optional<Path> token) {
        return OperationsServer.start(
                new HttpSettings(FREE, tls, token, Set.of()), () -> "m 1\n", () -> true, () -> true);
    }

    private static HttpResponse<String> ask(HttpClient client, String url, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldRequireTheTokenForMetricsButNotForHealth() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        try (OperationsServer server = start(Optional.empty(), Optional.of(tokenFile))) {
            String url = "http://127.0.0.1:" + server.port();
            HttpResponse<String> without = ask(client, url + "/metrics");
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(without.body()).doesNotContain("m 1");
            for (String wrong : new String[] {
                "Bearer 0123456789abcde", "Bearer 0123456789abcdeg", TOKEN, "Basic " + TOKEN, "Bearer", "Bearer "
            }) {
                assertThat(ask(client, url + "/metrics", "Authorization", wrong).statusCode())
                        .as(wrong)
                        .isEqualTo(401);
            }
            assertThat(ask(client, url + "/metrics?token=" + TOKEN).statusCode())
                    .isEqualTo(401);
            assertThat(ask(client, url + "/metrics", "Authorization", "Bearer " + TOKEN)
                            .body())
                    .isEqualTo("m 1\n");
            assertThat(ask(client, url + "/metrics", "authorization", "bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ask(client, url + "/health/live").statusCode()).isEqualTo(200);
            assertThat(ask(client, url + "/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldUseTlsWithBothKindsOfFiles() throws Exception {
        Certificates certificates = Certificates.make(folder, "EC");
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificates.trusting()).build();
        for (TlsFiles files : new TlsFiles[] {certificates.pem(), certificates.store()}) {
            try (OperationsServer server = start(Optional.of(files), Optional.of(tokenFile))) {
                String url = "https://127.0.0.1:" + server.port();
                assertThat(ask(client, url + "/health/live").body()).isEqualTo("live\n");
                assertThat(ask(client, url + "/metrics").statusCode()).isEqualTo(401);
                assertThat(ask(client, url + "/metrics", "Authorization", "Bearer " + TOKEN)
                                .body())
                        .isEqualTo("m 1\n");
            }
        }
    }

    @Test
    void shouldServeOnlyHealthWithoutTlsOnThisMachine() throws Exception {
        Certificates certificates = Certificates.make(folder, "EC");
        HttpClient client = HttpClient.newHttpClient();
        try (OperationsServer server = start(Optional.of(certificates.pem()), Optional.of(tokenFile))) {
            String url = "http://127.0.0.1:" + server.port();
            assertThat(ask(client, url + "/health/live").body()).isEqualTo("live\n");
            assertThat(ask(client, url + "/health/ready").body()).isEqualTo("ready\n");
            HttpResponse<String> metrics = ask(client, url + "/metrics", "Authorization", "Bearer " + TOKEN);
            assertThat(metrics.statusCode()).isEqualTo(403);
            assertThat(metrics.body()).isEqualTo("only with TLS\n");
        }
    }

    @Test
    void shouldNotServeHealthWithoutTlsToOtherMachines() throws Exception {
        Optional<InetAddress> other = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address instanceof Inet4Address)
                .findFirst();
        assumeTrue(other.isPresent(), "this machine has loopback only");
        Certificates certificates = Certificates.make(folder, "EC");
        InetSocketAddress address = new InetSocketAddress(other.get(), 0);
        HttpSettings settings =
                new HttpSettings(address, Optional.of(certificates.pem()), Optional.of(tokenFile), Set.of());
        try (OperationsServer server = OperationsServer.start(settings, () -> "", () -> true, () -> true)) {
            String url = "http://%s:%d/health/live".formatted(other.get().getHostAddress(), server.port());
            assertThat(ask(HttpClient.newHttpClient(), url).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void shouldNameTheOptionOfAFileThatIsNotUsable() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "short, hunter2\n");
        assertRefused("http-certificate: " + text, Optional.of(new TlsFiles.Pem(text, text)), Optional.of(tokenFile));
        assertRefused("http-token-file: " + text, Optional.empty(), Optional.of(text));
    }

    private void assertRefused(String message, Optional<TlsFiles> tls, Optional<Path> token) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> start(tls, token))
                .withMessageStartingWith(message + " (expected: ")
                .withMessageNotContaining("hunter2")
                .matches(e -> e.exitCode() == 2);
    }

    @Test
    void shouldWarnIfOtherMachinesCanReadTheMetrics() throws Exception {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 8080);
        Optional<TlsFiles> tls = Optional.of(new TlsFiles.Pem(Path.of("c"), Path.of("k")));
        Optional<Path> token = Optional.of(tokenFile);
        assertThat(HttpSettings.open(FREE).warning()).isEmpty();
        assertThat(HttpSettings.open(everywhere).warning())
                .hasValueSatisfying(line -> assertThat(line).startsWith("http-host: 0.0.0.0: everyone who can reach"));
        assertThat(new HttpSettings(everywhere, tls, Optional.empty(), Set.of()).warning())
                .isPresent();
        assertThat(new HttpSettings(everywhere, Optional.empty(), token, Set.of()).warning())
                .hasValueSatisfying(line -> assertThat(line).contains("unencrypted"));
        assertThat(new HttpSettings(everywhere, tls, token, Set.of()).warning()).isEmpty();
    }
}
