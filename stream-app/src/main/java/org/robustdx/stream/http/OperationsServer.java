package org.robustdx.stream.http;

import java.io.IOException;
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
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.HttpSettings;
import org.robustdx.stream.config.TlsFiles;
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
    private static final int THREADS = 8;
    private static final int HEADER_BYTES = 8192;

    private final Server server;
    private final BoundedConnector connector;
    private final SharedAnswer ready;
    private final SharedAnswer metrics;

    private OperationsServer(Server server, BoundedConnector connector, SharedAnswer ready, SharedAnswer metrics) {
        this.server = server;
        this.connector = connector;
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
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("http");
        threads.setDaemon(true);
        Server server = new Server(threads, new ScheduledExecutorScheduler("http-deadlines", true), null);
        BoundedConnector connector =
                new BoundedConnector(server, CONNECTIONS, deadlineMillis, protocols(settings.tls()));
        connector.setHost(settings.address().getAddress().getHostAddress());
        connector.setPort(settings.address().getPort());
        server.addConnector(connector);
        Optional<Token> token = settings.tokenFile().map(Token::read);
        SharedAnswer readiness = new SharedAnswer(
                "http-ready", () -> ready.getAsBoolean() ? Reply.text(200, "ready") : Reply.text(503, "not ready"));
        SharedAnswer scrapes = new SharedAnswer("http-metrics", () -> Reply.of(200, PROMETHEUS, metrics.get()));
        server.setHandler(
                new OperationsHandler(live, readiness, scrapes, settings.tls().isPresent(), token));
        server.setErrorHandler(new ShortErrors());
        OperationsServer started = new OperationsServer(server, connector, readiness, scrapes);
        started.begin(settings);
        settings.warning().ifPresent(LOG::warn);
        return started;
    }

    private void begin(HttpSettings settings) {
        try {
            server.start();
        } catch (Exception e) { // Declared by Jetty's methods.
            close();
            Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
            throw UserException.failed("http-port: %s:%d is not available (%s)"
                    .formatted(
                            settings.address().getHostString(),
                            settings.address().getPort(),
                            cause.getMessage()));
        }
    }

    /** With TLS, the same port also accepts plain HTTP, so that a health check inside the container needs no TLS. */
    private static ConnectionFactory[] protocols(Optional<TlsFiles> tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setPersistentConnectionsEnabled(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // Clients that use an IP address, such as Kubernetes, send no host name that could match the certificate.
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        return tls.map(TlsKeys::of)
                .map(keys -> new ConnectionFactory[] {
                    new DetectorConnectionFactory(new SslConnectionFactory(keys, plain.getProtocol())), plain
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
        return connector.getLocalPort();
    }

    /** Returns the number of open connections. */
    int connections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Declared by Jetty's methods. The server is abandoned.
            LOG.warn("the HTTP server for metrics and health did not stop: {}", e.getMessage());
        }
        ready.close();
        metrics.close();
    }
}
