package org.robustdx.gateway.intake;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port on which others store instances in the gateway (STOW-RS): HTTP/1.1 without TLS, which is a proxy's task. */
public final class StowServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StowServer.class);
    private static final int THREADS = 16;
    private static final int MIN_THREADS = 4;
    private static final long IDLE_MILLIS = 15_000;
    private static final int HEADER_BYTES = 16 << 10;

    private final Server server;
    private final ServerConnector connector;

    private StowServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Returns a newly started server.
     *
     * @param address where it listens; port 0 for a free one
     * @throws UserException if the address cannot be had
     */
    public static StowServer start(InetSocketAddress address, StowHandler handler) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, MIN_THREADS);
        threads.setName("stow");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler(new ShortErrors());
        StowServer started = new StowServer(server, connector);
        started.begin(address);
        return started;
    }

    private void begin(InetSocketAddress address) {
        try {
            server.start();
        } catch (Exception e) { // Jetty's methods throw it.
            close();
            Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
            throw UserException.failed("stow-port: %s:%d cannot be listened on (%s)"
                    .formatted(address.getHostString(), address.getPort(), cause.getMessage()));
        }
    }

    /** Answers a request that is none with its status alone, and repeats nothing of it. */
    private static final class ShortErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            callback.succeeded();
            return true;
        }
    }

    /** Returns the port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty's methods throw it; there is nothing left to be done.
            LOG.warn("the STOW-RS server did not stop: {}", e.getMessage());
        }
    }
}
