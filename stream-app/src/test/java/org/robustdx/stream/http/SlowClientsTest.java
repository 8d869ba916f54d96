package org.robustdx.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.http.Certificates;
import org.robustdx.stream.config.HttpSettings;

/** Clients that hold connections do not delay other clients, and their connections are closed in the end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class SlowClientsTest {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final long NEVER = TimeUnit.HOURS.toMillis(1);
    private static final long SOON = 300;
    private static final int CLIENTS = 2 * OperationsServer.CONNECTIONS;

    @TempDir
    private Path folder = Path.of("");

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket connect(OperationsServer server, String beginning) throws IOException {
        Socket socket = new Socket(FREE.getAddress(), server.port());
        sockets.add(socket);
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static HttpRequest request(OperationsServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
                .build();
    }

    private static String ask(OperationsServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(request(server, path), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Nothing; half a request; a request without its body. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /metrics HTTP/1.1\r\nHost: h\r\nX-",
                "POST /metrics HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nx"
            })
    void shouldAnswerWhileHundredsHoldConnections(String beginning) throws Exception {
        try (OperationsServer server =
                OperationsServer.start(HttpSettings.open(FREE), () -> "m 1\n", () -> true, () -> true, NEVER)) {
            for (int i = 0; i < CLIENTS; i++) {
                connect(server, beginning);
            }
            assertThat(ask(server, "/health/live")).isEqualTo("live\n");
            assertThat(ask(server, "/health/ready")).isEqualTo("ready\n");
            assertThat(ask(server, "/metrics")).isEqualTo("m 1\n");
            await().until(() -> server.connections() <= OperationsServer.CONNECTIONS);
        }
    }

    @Test
    void shouldAnswerWhileHundredsSendByteByByte() throws Exception {
        String slow = "GET /metrics HTTP/1.1\r\nHost: h\r\nX-Slow: ";
        try (OperationsServer server =
                OperationsServer.start(HttpSettings.open(FREE), () -> "m 1\n", () -> true, () -> true, NEVER)) {
            for (int i = 0; i < OperationsServer.CONNECTIONS - 1; i++) {
                connect(server, "");
            }
            for (int letter : slow.chars().toArray()) {
                for (Socket socket : List.copyOf(sockets)) {
                    socket.getOutputStream().write(letter);
                }
                assertThat(ask(server, "/health/live")).isEqualTo("live\n");
            }
        }
    }

    /** The connection is never idle, so only the total time limit can close it. */
    @Test
    void shouldCloseAConnectionThatSendsSlowlyAtTheDeadline() throws Exception {
        try (OperationsServer server =
                OperationsServer.start(HttpSettings.open(FREE), () -> "m 1\n", () -> true, () -> true, SOON)) {
            Socket socket = connect(server, "GET /metrics HTTP/1.1\r\nHost: h\r\nX-Slow: ");
            assertThat(readWhileWriting(socket)).isNegative();
        }
    }

    private static int readWhileWriting(Socket socket) {
        try {
            socket.setSoTimeout(50);
            while (true) {
                socket.getOutputStream().write('x');
                try {
                    return socket.getInputStream().read();
                } catch (SocketTimeoutException e) {
                    // Not closed yet.
                }
            }
        } catch (IOException e) {
            return -1; // Closed; the byte was not accepted.
        }
    }

    @Test
    void shouldCloseAConnectionThatDoesNotReadTheAnswer() throws Exception {
        String much = "x".repeat(32 << 20);
        try (OperationsServer server =
                OperationsServer.start(HttpSettings.open(FREE), () -> much, () -> true, () -> true, SOON)) {
            connect(server, "GET /metrics HTTP/1.0\r\n\r\n");
            await().until(() -> server.connections() == 1);
            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void shouldCloseAConnectionThatDoesNotFinishTheTlsHandshake() throws Exception {
        HttpSettings settings = new HttpSettings(
                FREE, Optional.of(Certificates.make(folder, "EC").pem()), Optional.empty(), Set.of());
        try (OperationsServer server = OperationsServer.start(settings, () -> "", () -> true, () -> true, SOON)) {
            Socket socket = connect(server, "\u0016\u0003\u0001");
            assertThat(readWhileWriting(socket)).isNegative();
        }
    }

    @Test
    void shouldAnswerLivenessWhileHundredsWaitForReadinessAndMetrics() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (OperationsServer server = OperationsServer.start(
                HttpSettings.open(FREE),
                () -> "m %d\n".formatted(asked.incrementAndGet() + awaited(hung)),
                () -> awaited(hung) == 0,
                () -> true,
                NEVER)) {
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                for (String path : List.of("/health/ready", "/metrics")) {
                    waiting.add(client.sendAsync(request(server, path), HttpResponse.BodyHandlers.ofString()));
                }
            }
            await().until(() -> server.connections() == waiting.size());
            assertThat(ask(server, "/health/live")).isEqualTo("live\n");
            hung.countDown();
            for (CompletableFuture<HttpResponse<String>> answer : waiting) {
                assertThat(answer.get().body()).isIn("ready\n", "m 1\n", "m 2\n");
            }
            assertThat(ask(server, "/metrics")).startsWith("m ");
        }
    }

    private static int awaited(CountDownLatch latch) {
        try {
            latch.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
