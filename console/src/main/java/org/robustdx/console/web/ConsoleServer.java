package org.robustdx.console.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console's port: HTTP/1.1 over TLS 1.2 or 1.3. */
public final class ConsoleServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
    private static final int THREADS = 64;
    private static final int MIN_THREADS = 4;
    private static final long IDLE_MILLIS = 15_000;
    private static final int HEADER_BYTES = 16 << 10;

    private final Server server;
    private final ServerConnector connector;

    private ConsoleServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Returns a newly started server.
     *
     * @param address where it listens; port 0 for a free one
     * @param tls certificate and key
     * @param backstage what the pages are made of
     * @throws UserException if the address cannot be had
     */
    public static ConsoleServer start(InetSocketAddress address, TlsIdentity tls, Backstage backstage) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, MIN_THREADS);
        threads.setName("console-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // People open the page by an address or a name that the certificate may not have: their browser tells them.
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStore(tls.store());
        ssl.setKeyStorePassword(tls.password());
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new SslConnectionFactory(ssl, plain.getProtocol()), plain);
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new ConsoleHandler(backstage));
        server.setErrorHandler(new ShortErrors());
        ConsoleServer started = new ConsoleServer(server, connector);
        started.begin(address);
        return started;
    }

    private void begin(InetSocketAddress address) {
        try {
            server.start();
        } catch (Exception e) { // Jetty's methods throw it.
            close();
            Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
            throw UserException.failed("http-port: %s:%d cannot be listened on (%s)"
                    .formatted(address.getHostString(), address.getPort(), cause.getMessage()));
        }
    }

    /** Says what is wrong with a request that is none, and repeats nothing of it. */
    private static final class ShortErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            SecurityHeaders.put(response);
            response.getHeaders()
                    .put(HttpHeader.CONNECTION, "close"); // What follows on the connection may be no request either.
            new Exchange(request, response, callback)
                    .text(response.getStatus(), HttpStatus.getMessage(response.getStatus()) + "\n");
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
            LOG.warn("the server of the console did not stop: {}", e.getMessage());
        }
    }
}
