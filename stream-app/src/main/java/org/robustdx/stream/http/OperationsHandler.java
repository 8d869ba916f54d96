package org.robustdx.stream.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.robustdx.http.Token;

/**
 * Answers the requests for metrics and health. This handler never blocks: liveness is known immediately, and the other
 * answers come from separate threads.
 */
final class OperationsHandler extends Handler.Abstract.NonBlocking {
    private static final String NOT_LIVE =
            "not live: not ready for at least %d minutes".formatted(Liveness.PATIENCE.toMinutes());

    private final BooleanSupplier live;
    private final SharedAnswer ready;
    private final SharedAnswer metrics;
    private final boolean tls;
    private final Optional<Token> token;

    /**
     * Creates a handler.
     *
     * @param tls whether the server uses TLS; plain requests are then accepted only for health, and only from this
     *     machine
     * @param token token that requests for metrics must send; empty for none
     */
    OperationsHandler(
            BooleanSupplier live, SharedAnswer ready, SharedAnswer metrics, boolean tls, Optional<Token> token) {
        this.live = live;
        this.ready = ready;
        this.metrics = metrics;
        this.tls = tls;
        this.token = token;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The callback handles the completion.
    public boolean handle(Request request, Response response, Callback callback) {
        reply(request, response).whenComplete((reply, e) -> {
            if (reply == null) {
                callback.failed(e);
            } else {
                write(request, response, reply, callback);
            }
        });
        return true;
    }

    private CompletableFuture<Reply> reply(Request request, Response response) {
        String path = Request.getPathInContext(request);
        boolean health = path.equals("/health/live") || path.equals("/health/ready");
        if (tls && !request.isSecure() && !(health && isLocal(request))) {
            return now(Reply.text(403, "only with TLS"));
        }
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            return now(Reply.text(405, "only GET and HEAD"));
        }
        if (request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return now(Reply.text(413, "only requests without a body"));
        }
        return switch (path) {
            case "/health/live" -> now(live.getAsBoolean() ? Reply.text(200, "live") : Reply.text(503, NOT_LIVE));
            case "/health/ready" -> ready.ask();
            case "/metrics" -> {
                if (token.isPresent() && !token.get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
                    response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
                    yield now(Reply.text(401, "only with the token"));
                }
                yield metrics.ask();
            }
            default -> now(Reply.text(404, "not found"));
        };
    }

    private static CompletableFuture<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static boolean isLocal(Request request) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        return peer instanceof InetSocketAddress address
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }

    static void write(Request request, Response response, Reply reply, Callback callback) {
        response.setStatus(reply.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, head ? null : ByteBuffer.wrap(reply.body()).asReadOnlyBuffer(), callback);
    }
}
