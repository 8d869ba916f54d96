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
 * {@code /metrics}, {@code /health/live} and {@code /health/ready} on one port. GET and HEAD without a body; everything else is refused. Each
 * connection is for one request, which no thread waits for: clients that send slowly, or nothing, hold connections and keep nobody else waiting.
 */
public final class OperationsServer implements AutoCloseable {
    /** Most connections at a time; the next one takes the place of the oldest. */
    static final int CONNECTIONS = 256;

    /** How long one connection may last, from its first byte to its last: a probe of readiness takes five seconds. */
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
     * Returns a newly started server.
     *
     * @param settings where it listens (port 0 for a free one), and who is told what
     * @param metrics returns Prometheus' text
     * @param ready whether the app can do its work
     * @param live whether it is worth waiting for; answers at once
     * @throws UserException if the address cannot be had, or a file of the settings cannot be used
     */
    public static OperationsServer start(
            HttpSettings settings, Supplier<String> metrics, BooleanSupplier ready, BooleanSupplier live) {
        return start(settings, metrics, ready, live, DEADLINE_MILLIS);
    }

    /** As the other, with another longest time of a connection. */
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
        } catch (Exception e) { // Jetty's methods throw it.
            close();
            Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
            throw UserException.failed("http-port: %s:%d cannot be listened on (%s)"
                    .formatted(
                            settings.address().getHostString(),
                            settings.address().getPort(),
                            cause.getMessage()));
        }
    }

    /** With TLS, plain HTTP is understood on the same port: a look at the app's health from within its container needs no TLS. */
    private static ConnectionFactory[] protocols(Optional<TlsFiles> tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setPersistentConnectionsEnabled(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // Whoever asks by address, as Kubernetes does, names no host that the certificate could have.
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        return tls.map(TlsKeys::of)
                .map(keys -> new ConnectionFactory[] {
                    new DetectorConnectionFactory(new SslConnectionFactory(keys, plain.getProtocol())), plain
                })
                .orElseGet(() -> new ConnectionFactory[] {plain});
    }

    /** Says what is wrong with a request that is none, and repeats nothing of it. */
    private static final class ShortErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus();
            OperationsHandler.write(request, response, Reply.text(status, HttpStatus.getMessage(status)), callback);
            return true;
        }
    }

    /** Returns the port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns how many connections are open. */
    int connections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty's methods throw it; there is nothing left to be done.
            LOG.warn("the server of metrics and health did not stop: {}", e.getMessage());
        }
        ready.close();
        metrics.close();
    }
}
