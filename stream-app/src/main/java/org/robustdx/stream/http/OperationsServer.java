package org.robustdx.stream.http;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.robustdx.http.HttpServer;
import org.robustdx.http.TlsIdentity;
import org.robustdx.http.Token;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.HttpSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics}, {@code /health/live} and {@code /health/ready} on one port. Accepts GET and HEAD without a
 * body and refuses everything else. Each connection serves one request and blocks no thread, so slow or silent clients
 * do not delay others.
 */
public final class OperationsServer implements AutoCloseable {
    /** Maximum number of open connections; a further one replaces the oldest. */
    static final int CONNECTIONS = 256;

    /** Maximum duration of a connection. A readiness check alone may take 5 s. */
    static final long DEADLINE_MILLIS = 15_000;

    private static final Logger LOG = LoggerFactory.getLogger(OperationsServer.class);
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int MIN_THREADS = 2;
    private static final int MAX_THREADS = 8;
    private static final int HEADER_BYTES = 8192;

    private final HttpServer server;
    private final SharedAnswer ready;
    private final SharedAnswer metrics;

    private OperationsServer(HttpServer server, SharedAnswer ready, SharedAnswer metrics) {
        this.server = server;
        this.ready = ready;
        this.metrics = metrics;
    }

    /**
     * Starts a server and returns it.
     *
     * @param settings address (port 0 for any free port), TLS and token
     * @param metrics returns the metrics in Prometheus' text format
     * @param ready whether the app can work
     * @param live whether the app may recover without a restart; must answer immediately
     * @throws UserException if the address is not available, or a file in the settings is not usable
     */
    public static OperationsServer start(
            HttpSettings settings, Supplier<String> metrics, BooleanSupplier ready, BooleanSupplier live) {
        return start(settings, metrics, ready, live, DEADLINE_MILLIS);
    }

    /** Starts a server with another maximum duration of a connection. */
    static OperationsServer start(
            HttpSettings settings,
            Supplier<String> metrics,
            BooleanSupplier ready,
            BooleanSupplier live,
            long deadlineMillis) {
        Optional<TlsIdentity> tls = settings.tls().map(TlsIdentity::read);
        Optional<Token> token = settings.tokenFile().map(file -> Token.read("http-token-file", file));
        // Their threads start with the first request, so a server that does not start leaves none behind.
        SharedAnswer readiness = new SharedAnswer(
                "http-ready", () -> ready.getAsBoolean() ? Reply.text(200, "ready") : Reply.text(503, "not ready"));
        SharedAnswer scrapes = new SharedAnswer("http-metrics", () -> Reply.of(200, PROMETHEUS, metrics.get()));
        HttpServer server = HttpServer.start(
                new HttpServer.Settings(
                        "http-port", settings.address(), tls, "http", MIN_THREADS, MAX_THREADS, HEADER_BYTES),
                new OperationsHandler(live, readiness, scrapes, tls.isPresent(), token),
                new ShortErrors(),
                (jetty, http) -> new BoundedConnector(jetty, CONNECTIONS, deadlineMillis, protocols(http, tls)));
        settings.warning().ifPresent(LOG::warn);
        return new OperationsServer(server, readiness, scrapes);
    }

    /** With TLS, the same port also accepts plain HTTP, so that a health check inside the container needs no TLS. */
    private static ConnectionFactory[] protocols(HttpConfiguration http, Optional<TlsIdentity> tls) {
        http.setPersistentConnectionsEnabled(false);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        return tls.map(keys -> new ConnectionFactory[] {
                    new DetectorConnectionFactory(new SslConnectionFactory(keys.context(), plain.getProtocol())), plain
                })
                .orElseGet(() -> new ConnectionFactory[] {plain});
    }

    /** Answers malformed requests with the status only, and repeats nothing of the request. */
    private static final class ShortErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus();
            OperationsHandler.write(request, response, Reply.text(status, HttpStatus.getMessage(status)), callback);
            return true;
        }
    }

    /** Returns the port on which the server listens. */
    public int port() {
        return server.port();
    }

    /** Returns the number of open connections. */
    int connections() {
        return server.connections();
    }

    @Override
    public void close() {
        server.close();
        ready.close();
        metrics.close();
    }
}
