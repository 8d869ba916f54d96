package org.robustdx.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that answers HTTP/1.1, with or without TLS. All of its threads are daemons. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final long IDLE_MILLIS = 15_000;

    private final String option;
    private final Server server;
    private final ServerConnector connector;

    private HttpServer(String option, Server server, ServerConnector connector) {
        this.option = option;
        this.server = server;
        this.connector = connector;
    }

    /**
     * Settings of a server.
     *
     * @param option name of the option that chooses the port, for errors
     * @param address address to listen on; port 0 for any free port
     * @param tls certificate and key; empty for plain HTTP
     * @param name name of the server's threads
     * @param minThreads number of threads that are always kept
     * @param maxThreads maximum number of threads
     * @param headerBytes maximum size of a request's headers in bytes
     */
    public record Settings(
            String option,
            InetSocketAddress address,
            Optional<TlsIdentity> tls,
            String name,
            int minThreads,
            int maxThreads,
            int headerBytes) {}

    /** Creates the connector of a server that accepts connections in a way of its own. */
    @FunctionalInterface
    public interface Connections {
        /**
         * Returns a new connector. Its address is set later.
         *
         * @param http limits and customizers of requests, which this method may complete
         */
        ServerConnector connector(Server server, HttpConfiguration http);
    }

    /**
     * Starts a server and returns it. Connections without traffic are closed after 15 s.
     *
     * @param handler answers the requests
     * @param errors answers malformed requests, and requests that {@code handler} does not answer
     * @throws UserException if the address is not available
     */
    public static HttpServer start(Settings settings, Handler handler, ErrorHandler errors) {
        return start(settings, handler, errors, (server, http) -> {
            HttpConnectionFactory plain = new HttpConnectionFactory(http);
            ServerConnector connector = settings.tls()
                    .map(tls -> new ServerConnector(
                            server, 1, 1, new SslConnectionFactory(tls.context(), plain.getProtocol()), plain))
                    .orElseGet(() -> new ServerConnector(server, 1, 1, plain));
            connector.setIdleTimeout(IDLE_MILLIS);
            return connector;
        });
    }

    /**
     * Starts a server with a connector of its own and returns it.
     *
     * @param connections creates the connector; it decides about protocols, TLS and timeouts
     * @throws UserException if the address is not available
     */
    public static HttpServer start(Settings settings, Handler handler, ErrorHandler errors, Connections connections) {
        QueuedThreadPool threads = new QueuedThreadPool(settings.maxThreads(), settings.minThreads());
        threads.setName(settings.name());
        threads.setDaemon(true);
        Server server = new Server(threads, new ScheduledExecutorScheduler(settings.name() + "-timer", true), null);
        ServerConnector connector = connections.connector(server, configuration(settings));
        connector.setHost(settings.address().getAddress().getHostAddress());
        connector.setPort(settings.address().getPort());
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler(errors);
        HttpServer started = new HttpServer(settings.option(), server, connector);
        started.begin(settings.address());
        return started;
    }

    private static HttpConfiguration configuration(Settings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(settings.headerBytes());
        // Clients may use an IP address or a name that is not in the certificate. They, not the server, have to check
        // it.
        http.addCustomizer(new SecureRequestCustomizer(false));
        return http;
    }

    private void begin(InetSocketAddress address) {
        try {
            server.start();
        } catch (Exception e) { // Declared by Jetty's methods.
            close();
            Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
            throw UserException.failed("%s: %s:%d is not available (%s)"
                    .formatted(option, address.getHostString(), address.getPort(), cause.getMessage()));
        }
    }

    /** Returns the port on which the server listens. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Returns the number of open connections. */
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Declared by Jetty's methods. The server is abandoned.
            LOG.warn("{}: the server did not stop: {}", option, e.getMessage());
        }
    }
}
