package org.robustdx.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.kafka.UserException;

class HttpServerTest {
    private static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int HEADER_BYTES = 8192;

    @TempDir
    private Path folder = Path.of("");

    /** Answers whether the connection uses TLS. */
    private static final class Scheme extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String text = request.isSecure() ? "TLS" : "plain";
            response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), callback);
            return true;
        }
    }

    private static HttpServer.Settings settings(InetSocketAddress address, Optional<TlsIdentity> tls) {
        return new HttpServer.Settings("x-port", address, tls, "x", 2, 8, HEADER_BYTES);
    }

    private static HttpServer start(InetSocketAddress address, Optional<TlsIdentity> tls) {
        return HttpServer.start(settings(address, tls), new Scheme(), new ErrorHandler());
    }

    private static HttpResponse<String> ask(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldAnswerWithoutNamingItself() throws Exception {
        try (HttpServer server = start(FREE, Optional.empty())) {
            HttpResponse<String> answer = ask(HttpClient.newHttpClient(), "http://127.0.0.1:" + server.port());
            assertThat(answer.body()).isEqualTo("plain");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void shouldUseTlsWithBothKindsOfFiles(String algorithm) throws Exception {
        Certificates certificates = Certificates.make(folder, algorithm);
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificates.trusting()).build();
        for (TlsFiles files : new TlsFiles[] {certificates.pem(), certificates.store()}) {
            try (HttpServer server = start(FREE, Optional.of(TlsIdentity.read(files)))) {
                assertThat(ask(client, "https://127.0.0.1:" + server.port()).body())
                        .isEqualTo("TLS");
            }
        }
    }

    @Test
    void shouldAcceptNoPlainRequestsWithTls() throws Exception {
        TlsIdentity identity = TlsIdentity.read(Certificates.make(folder, "EC").pem());
        try (HttpServer server = start(FREE, Optional.of(identity))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> ask(HttpClient.newHttpClient(), "http://127.0.0.1:" + server.port()));
        }
    }

    @Test
    void shouldRefuseLargeHeaders() throws Exception {
        try (HttpServer server = start(FREE, Optional.empty());
                Socket socket = new Socket(FREE.getAddress(), server.port())) {
            String request = "GET / HTTP/1.1\r\nHost: h\r\nX-Large: " + "x".repeat(HEADER_BYTES);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 431");
        }
    }

    @Test
    void shouldReportAPortInUseInOneLine() {
        try (HttpServer server = start(FREE, Optional.empty())) {
            InetSocketAddress taken = new InetSocketAddress(FREE.getAddress(), server.port());
            assertThatExceptionOfType(UserException.class)
                    .isThrownBy(() -> start(taken, Optional.empty()))
                    .withMessageStartingWith("x-port: %s:%d is not available (", taken.getHostString(), taken.getPort())
                    .matches(e -> e.exitCode() == 1);
        }
    }

    @Test
    void shouldListenWithTheConnectorOfTheCaller() throws Exception {
        HttpServer.Connections oneRequest = (server, http) -> {
            http.setPersistentConnectionsEnabled(false);
            return new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        };
        try (HttpServer server = HttpServer.start(
                        settings(FREE, Optional.empty()), new Scheme(), new ErrorHandler(), oneRequest);
                Socket socket = new Socket(FREE.getAddress(), server.port())) {
            String request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
            socket.getOutputStream().write((request + request).getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers).startsWith("HTTP/1.1 200 ").containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @Test
    void shouldFreeThePortWhenClosed() {
        HttpServer first = start(FREE, Optional.empty());
        InetSocketAddress address = new InetSocketAddress(FREE.getAddress(), first.port());
        first.close();
        try (HttpServer second = start(address, Optional.empty())) {
            assertThat(second.port()).isEqualTo(address.getPort());
        }
    }
}
