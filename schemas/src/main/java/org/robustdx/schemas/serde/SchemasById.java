package org.robustdx.schemas.serde;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * Gets schemas by their id from a registry. Whoever may write to a topic chooses the id: one whose schema the registry cannot deliver is bad data, as
 * long as the registry delivers others. Each question has a time, and each answer a largest size. Thread-safe.
 */
final class SchemasById {
    /** Largest text of a schema; that of an image event has 3 KB. */
    static final int MAX_BYTES = 1 << 20;

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final URI registry;
    private final String base;
    private final Duration patience;
    private final HttpClient client;
    private volatile @Nullable Long known;

    /**
     * What the registry says of an id.
     *
     * @param schema the schema, if it can be had
     * @param why why not, in words that follow "the registry "
     */
    record Answer(Optional<Schema> schema, String why) {
        private static Answer none(String why) {
            return new Answer(Optional.empty(), why);
        }
    }

    /** The last of several tries: an answer, or why there was none. */
    private record Reply(int status, Optional<byte[]> body, String failure) {
        boolean isFinal() {
            return status > 0 && status < SERVER_ERROR && status != TOO_MANY_REQUESTS && status != REQUEST_TIMEOUT;
        }

        String shown() {
            return status > 0 ? "HTTP " + status : failure;
        }
    }

    /**
     * Creates a client.
     *
     * @param registry base of the registry's API of version 3
     * @param patience longest time for a schema, with all tries; half of it for the question whether the registry answers
     */
    SchemasById(URI registry, Duration patience) {
        this.registry = registry;
        this.base = registry.toString().replaceFirst("/+$", "");
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience.dividedBy(2))
                .build();
    }

    /** Notes that the registry has a schema of this id. */
    void known(long id) {
        known = id;
    }

    /**
     * Returns the schema of this id, or why there is none.
     *
     * @throws RegistryException if the registry does not answer
     */
    Answer get(int id) {
        Reply reply = ask("/ids/contentIds/" + id, patience);
        if (reply.status() == NOT_FOUND) {
            return Answer.none("has no Avro schema of id %d".formatted(id));
        }
        if (reply.status() != OK) {
            checkAnswers(reply);
            return Answer.none("does not deliver the schema of id %d (%s)".formatted(id, reply.shown()));
        }
        known(id);
        return reply.body()
                .map(text -> parsed(id, text))
                .orElseGet(() -> Answer.none("has a schema of id %d of more than %d bytes".formatted(id, MAX_BYTES)));
    }

    private static Answer parsed(int id, byte[] text) {
        try {
            return new Answer(
                    Optional.of(new Schema.Parser().parse(new String(text, StandardCharsets.UTF_8))), "has it");
        } catch (RuntimeException | StackOverflowError e) {
            // Of another kind than Avro, or broken: the parser says so in many ways.
            return Answer.none("has no Avro schema of id %d".formatted(id));
        }
    }

    /** Asks for what the registry is known to have, or for what it says of itself. */
    private void checkAnswers(Reply failed) {
        Long id = known;
        Reply reply = ask(id == null ? "/system/info" : "/ids/contentIds/" + id, patience.dividedBy(2));
        if (!reply.isFinal() || reply.status() == UNAUTHORIZED || reply.status() == FORBIDDEN) {
            throw new RegistryException(
                    "schema registry %s: %s".formatted(ShownUrl.of(registry), failed.shown()), null);
        }
    }

    /** Asks until there is an answer that would not change, for so long at most. */
    private Reply ask(String path, Duration time) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
        long end = System.nanoTime() + time.toNanos();
        long pause = TimeUnit.MILLISECONDS.toNanos(100);
        try {
            while (true) {
                long left = Math.min(time.toNanos() / 2, end - System.nanoTime());
                Reply reply = once(request, Math.max(1, left));
                if (reply.isFinal() || System.nanoTime() + pause - end > 0) {
                    return reply;
                }
                TimeUnit.NANOSECONDS.sleep(pause);
                pause *= 2;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("schema registry %s: interrupted".formatted(ShownUrl.of(registry)), e);
        }
    }

    private Reply once(HttpRequest request, long nanos) throws InterruptedException {
        CompletableFuture<HttpResponse<Optional<byte[]>>> answer =
                client.sendAsync(request, head -> new LimitedBody(MAX_BYTES));
        try {
            HttpResponse<Optional<byte[]>> response = answer.get(nanos, TimeUnit.NANOSECONDS);
            return new Reply(response.statusCode(), response.body(), "");
        } catch (TimeoutException e) {
            return new Reply(0, Optional.empty(), "no answer in time");
        } catch (ExecutionException e) {
            return new Reply(0, Optional.empty(), root(e).getClass().getSimpleName());
        } finally {
            answer.cancel(true);
        }
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }
}
