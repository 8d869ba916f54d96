package org.robustdx.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.model.Device;
import org.robustdx.inference.model.OnnxModel;
import org.robustdx.stream.Samples;
import org.robustdx.stream.config.UserException;

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
    void shouldAnswerOnItsPathsAndNowhereElse() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        AtomicBoolean live = new AtomicBoolean(true);
        try (OperationsServer server = OperationsServer.start(FREE, () -> "m 1\n", ready::get, live::get)) {
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
            assertThat(dead.body()).isEqualTo("not live: was ready, and has not been for 5 minutes\n");
            assertThat(ask(server, "GET", "/").statusCode()).isEqualTo(404);
            assertThat(ask(server, "GET", "/metrics/more").statusCode()).isEqualTo(404);
            assertThat(ask(server, "POST", "/metrics").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void shouldSayInOneLineThatThePortIsTaken() {
        try (OperationsServer server = OperationsServer.start(FREE, () -> "", () -> true, () -> true)) {
            InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            assertThatExceptionOfType(UserException.class)
                    .isThrownBy(() -> OperationsServer.start(taken, () -> "", () -> true, () -> true))
                    .withMessageContaining("http-port: ");
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
