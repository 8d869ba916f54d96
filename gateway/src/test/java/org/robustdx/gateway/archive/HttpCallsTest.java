package org.robustdx.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.robustdx.kafka.UserException;

/** Faults that a real archive cannot be made to show. */
class HttpCallsTest {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(2), 3, Duration.ofMillis(10));

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server = start();

    private interface Answer {
        void to(HttpExchange exchange, int request) throws IOException;
    }

    private static HttpServer start() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void begin() {
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpCalls calls(Answer answer) {
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            answer.to(exchange, requests.incrementAndGet());
            exchange.close();
        });
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dicom-web");
        return new HttpCalls(new ServerAccess(base, Optional.empty()), LIMITS, 2);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void shouldTryAgainWhileTheServerIsBusy() throws ArchiveException, InterruptedException {
        HttpCalls calls = calls((exchange, request) -> send(exchange, request < 3 ? 503 : 200, "ok"));
        assertThat(calls.get("/x", "*/*", 10).body())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("ok");
        assertThat(requests).hasValue(3);
    }

    @Test
    void shouldGiveUpAfterItsTries() {
        HttpCalls calls = calls((exchange, request) -> send(exchange, 503, ""));
        assertThatThrownBy(() -> calls.get("/x", "*/*", 10)).hasMessage("the server answers HTTP 503 (tries: 3)");
        assertThat(requests).hasValue(3);
    }

    @Test
    void shouldNotFollowARedirect() {
        AtomicInteger elsewhere = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            send(exchange, 200, "x");
        });
        HttpCalls calls = calls((exchange, request) -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            send(exchange, 302, "");
        });
        assertThatThrownBy(() -> calls.get("/x", "*/*", 10)).hasMessage("the server answers HTTP 302");
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void shouldRefuseALargeAnswerByItsStatedLengthAndByItsContent() {
        HttpCalls calls = calls((exchange, request) -> {
            exchange.sendResponseHeaders(200, request == 1 ? 100_000_000_000L : 0);
            OutputStream body = exchange.getResponseBody();
            byte[] block = new byte[1 << 16];
            for (int i = 0; i < 1000; i++) {
                body.write(block); // fails as soon as the connection is closed
            }
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> calls.get("/x", "*/*", 1 << 20))
                    .isInstanceOfSatisfying(ArchiveException.class, e -> assertThat(e.isTooLarge())
                            .isTrue());
        }
        assertThat(requests).hasValue(2);
    }

    @Test
    void shouldNotWaitForABodyThatDoesNotEnd() {
        HttpCalls calls = calls((exchange, request) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            try {
                // The body stays incomplete for longer than the client waits.
                Thread.sleep(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> calls.get("/x", "*/*", 1000)).hasMessage("no whole answer within 2000 ms (tries: 3)");
    }

    @Test
    void shouldRefuseMalformedAndTruncatedMultipart() {
        HttpCalls calls = calls((exchange, request) -> {
            exchange.getResponseHeaders().add("Content-Type", "multipart/related; boundary=b");
            send(exchange, 200, request == 1 ? "--b\r\n\r\n\r\nhalf of a file" : "nothing");
        });
        DicomWebClient archive = new DicomWebClient(calls);
        assertThatThrownBy(() -> archive.instance("1", "2", "3", 1000)).hasMessageContaining("closing delimiter");
        assertThatThrownBy(() -> archive.instance("1", "2", "3", 1000)).hasMessageContaining("no delimiter");
    }

    @Test
    void shouldRefuseJsonThatNestsDeepAndDropIdentifiersThatAreNone() throws ArchiveException, InterruptedException {
        HttpCalls calls = calls((exchange, request) -> send(
                exchange,
                200,
                request == 1
                        ? "[".repeat(100_000)
                        : "[{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"../../admin\"]}},"
                                + "{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"1.2.3\"]}},{}]"));
        DicomWebClient archive = new DicomWebClient(calls);
        LocalDate day = LocalDate.of(2026, 1, 2);
        assertThatThrownBy(() -> archive.studies(day, day, "CR")).hasMessage("the archive sends malformed JSON");
        assertThat(archive.studies(day, day, "CR"))
                .containsExactly(new DicomWebClient.Study("1.2.3", Optional.empty()));
    }

    @Test
    void shouldEndOnAnArchiveThatSendsTheSamePageAgainAndAgain() throws ArchiveException, InterruptedException {
        String page = IntStream.range(0, 100)
                .mapToObj("{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"1.2.%d\"]}}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
        HttpCalls calls = calls((exchange, request) -> send(exchange, 200, page));
        LocalDate day = LocalDate.of(2026, 1, 2);
        assertThat(new DicomWebClient(calls).studies(day, day, "CR")).hasSize(100);
        assertThat(requests).hasValue(3);
    }

    @Test
    void shouldTakeOnlyUrlsOfHttpWithoutALogin() {
        assertThatThrownBy(() -> new ServerAccess(URI.create("file:///etc"), Optional.empty()))
                .hasMessageContaining("expected: http(s)");
        assertThatThrownBy(() -> new ServerAccess(URI.create("http://u:secret@host/"), Optional.empty()))
                .hasMessageContaining("expected: http(s)")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> ServerAccess.of(URI.create("http://host"), Optional.of(java.nio.file.Path.of("none"))))
                .isInstanceOf(UserException.class);
    }
}
