package org.robustdx.stream.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.robustdx.stream.config.UserException;

/** {@code /metrics}, {@code /health/live} and {@code /health/ready} on one port. GET only; everything else is refused. */
public final class OperationsServer implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final int THREADS = 2;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String NOT_LIVE =
            "not live: was ready, and has not been for %d minutes\n".formatted(Liveness.PATIENCE.toMinutes());
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private record Reply(int status, String type, String body) {}

    private OperationsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Returns a newly started server.
     *
     * @param address where it listens; port 0 for a free one
     * @param metrics returns Prometheus' text
     * @param ready whether the app can do its work
     * @param live whether it is worth waiting for
     * @throws UserException if the address cannot be had
     */
    public static OperationsServer start(
            InetSocketAddress address, Supplier<String> metrics, BooleanSupplier ready, BooleanSupplier live) {
        HttpServer server;
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw UserException.failed("http-port: %s:%d cannot be listened on (%s)"
                    .formatted(address.getHostString(), address.getPort(), e.getMessage()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> reply(exchange, "/", () -> new Reply(404, TEXT, "not found\n")));
        context(server, "/metrics", () -> new Reply(200, PROMETHEUS, metrics.get()));
        context(
                server,
                "/health/live",
                () -> live.getAsBoolean() ? new Reply(200, TEXT, "live\n") : new Reply(503, TEXT, NOT_LIVE));
        context(
                server,
                "/health/ready",
                () -> ready.getAsBoolean() ? new Reply(200, TEXT, "ready\n") : new Reply(503, TEXT, "not ready\n"));
        server.start();
        return new OperationsServer(server, threads);
    }

    private static void context(HttpServer server, String path, Supplier<Reply> reply) {
        server.createContext(path, exchange -> reply(exchange, path, reply));
    }

    private static void reply(HttpExchange exchange, String path, Supplier<Reply> replies) throws IOException {
        try (exchange) {
            Reply reply =
                    reply(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), path, replies);
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Reply reply(String method, String asked, String path, Supplier<Reply> replies) {
        if (!method.equals("GET")) {
            return new Reply(405, TEXT, "only GET\n");
        }
        // A context takes everything that begins with its path.
        if (!path.equals("/") && !asked.equals(path)) {
            return new Reply(404, TEXT, "not found\n");
        }
        try {
            return replies.get();
        } catch (RuntimeException e) {
            return new Reply(500, TEXT, "failed: %s\n".formatted(e.getClass().getSimpleName()));
        }
    }

    /** Returns the port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
