package org.robustdx.console.web;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.robustdx.http.HttpServer;
import org.robustdx.http.TlsIdentity;
import org.robustdx.kafka.UserException;

/** Starts the console's server: HTTP/1.1 over TLS 1.2 or 1.3. */
public final class ConsoleServer {
    private static final int MIN_THREADS = 4;
    private static final int MAX_THREADS = 64;
    private static final int HEADER_BYTES = 16 << 10;

    private ConsoleServer() {}

    /**
     * Starts the server and returns it.
     *
     * @param address address to listen on; port 0 for any free port
     * @param tls certificate and key
     * @param backstage what the pages are made of
     * @throws UserException if the address is not available
     */
    public static HttpServer start(InetSocketAddress address, TlsIdentity tls, Backstage backstage) {
        return HttpServer.start(
                new HttpServer.Settings(
                        "http-port", address, Optional.of(tls), "console-http", MIN_THREADS, MAX_THREADS, HEADER_BYTES),
                new ConsoleHandler(backstage),
                new ShortErrors());
    }

    /** Answers malformed requests with the status only, and repeats nothing of the request. */
    private static final class ShortErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            SecurityHeaders.put(response);
            // What follows on the connection may be malformed too.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            new Exchange(request, response, callback)
                    .text(response.getStatus(), HttpStatus.getMessage(response.getStatus()) + "\n");
            return true;
        }
    }
}
