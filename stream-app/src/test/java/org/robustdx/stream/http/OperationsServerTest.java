package org.robustdx.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.Samples;
import org.robustdx.stream.config.HttpSettings;

class OperationsServerTest {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path folder = Path.of("");

    private static HttpResponse<String> ask(OperationsServer server, String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldAnswerOnlyOnItsPaths() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        AtomicBoolean live = new AtomicBoolean(true);
        try (OperationsServer server =
                OperationsServer.start(HttpSettings.open(FREE), () -> "m 1\n", ready::get, live::get)) {
            HttpResponse<String> metrics = ask(server, "GET", "/metrics");
            assertThat(metrics.body()).isEqualTo("m 1\n");
            assertThat(metrics.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(ask(server, "GET", "/health/live").statusCode()).isEqualTo(200);
            assertThat(ask(server, "GET", "/health/ready").statusCode()).isEqualTo(503);
            ready.set(true);
            assertThat(ask(server, "GET", "/health/ready").statusCode()).isEqualTo(200);
            live.set(false);
            HttpResponse<String> dead = ask(server, "GET", "/health/live");
            assertThat(dead.statusCode()).isEqualTo(503);
            assertThat(dead.body()).isEqualTo("not live: not ready for at least 5 minutes\n");
            assertThat(ask(server, "GET", "/").statusCode()).isEqualTo(404);
            assertThat(ask(server, "GET", "/metrics/more").statusCode()).isEqualTo(404);
            HttpResponse<String> post = ask(server, "POST", "/metrics");
            assertThat(post.statusCode()).isEqualTo(405);
            assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
            HttpResponse<String> head = ask(server, "HEAD", "/metrics");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Content-Length")).hasValue("4");
            assertThat(head.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /health/live HTTP/1.0\\r\\n\\r\\n, 200",
        "GET /health/live HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 5\\r\\n\\r\\nhello, 413",
        "GET /health/live HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n, 413",
        "DELETE /health/live HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n, 405",
        "GET /metrics/../health/live HTTP/1.0\\r\\n\\r\\n, 200",
        "GET /%%/\\33[2J HTTP/1.0\\r\\n\\r\\n, 400",
        "nonsense\\r\\n\\r\\n, 400"
    })
    void shouldAnswerOneSmallRequestPerConnection(String request, int status) throws Exception {
        try (OperationsServer server =
                        OperationsServer.start(HttpSettings.open(FREE), () -> "", () -> true, () -> true);
                Socket socket = new Socket(FREE.getAddress(), server.port())) {
            String twice = request.translateEscapes();
            socket.getOutputStream().write((twice + twice).getBytes(StandardCharsets.UTF_8));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).startsWith("HTTP/1.1 %d ".formatted(status)).containsOnlyOnce("HTTP/1.1 ");
            assertThat(answers).doesNotContain("\u001b", "Jetty", "nonsense");
        }
    }

    @Test
    void shouldRefuseLargeHeaders() throws Exception {
        try (OperationsServer server =
                        OperationsServer.start(HttpSettings.open(FREE), () -> "", () -> true, () -> true);
                Socket socket = new Socket(FREE.getAddress(), server.port())) {
            String request = "GET /health/live HTTP/1.1\r\nHost: h\r\nX-Large: " + "x".repeat(9000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 431");
        }
    }

    @Test
    void shouldReportAPortInUseInOneLine() {
        try (OperationsServer server =
                OperationsServer.start(HttpSettings.open(FREE), () -> "", () -> true, () -> true)) {
            InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            assertThatExceptionOfType(UserException.class)
                    .isThrownBy(
                            () -> OperationsServer.start(HttpSettings.open(taken), () -> "", () -> true, () -> true))
                    .withMessageStartingWith(
                            "http-port: %s:%d is not available (", taken.getHostString(), taken.getPort());
        }
    }

    @Test
    void shouldBeReadyOnlyWhileRunningOnAModelThatAnswers() throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        OnnxModel model = OnnxModel.open(Samples.model(folder), new OnnxModel.Options(Device.CPU, 1));
        try (Readiness readiness = new Readiness(running::get, () -> Readiness.readBlank(model))) {
            assertThat(readiness.isReady()).isTrue();
            running.set(false);
            assertThat(readiness.isReady()).isFalse();
        }
        OnnxModel lost = OnnxModel.open(Samples.model(folder), new OnnxModel.Options(Device.CPU, 1));
        try (Readiness readiness = new Readiness(() -> true, () -> Readiness.readBlank(lost))) {
            lost.close();
            assertThat(readiness.isReady()).isFalse();
        } finally {
            model.close();
        }
    }
}
