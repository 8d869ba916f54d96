package org.robustdx.gateway.intake;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.robustdx.http.HttpServer;
import org.robustdx.kafka.UserException;

/** Starts the server for STOW-RS: HTTP/1.1 without TLS. In a network, a proxy in front of it provides TLS. */
public final class StowServer {
    private static final int MIN_THREADS = 4;
    private static final int MAX_THREADS = 16;
    private static final int HEADER_BYTES = 16 << 10;

    private StowServer() {}

    /**
     * Starts the server and returns it.
     *
     * @param address address to listen on; port 0 for any free port
     * @throws UserException if the address is not available
     */
    public static HttpServer start(InetSocketAddress address, StowHandler handler) {
        return HttpServer.start(
                new HttpServer.Settings(
                        "stow-port", address, Optional.empty(), "stow", MIN_THREADS, MAX_THREADS, HEADER_BYTES),
                handler,
                new ShortErrors());
    }

    /** Answers malformed requests with the status only, and repeats nothing of the request. */
    private static final class ShortErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            callback.succeeded();
            return true;
        }
    }
}
