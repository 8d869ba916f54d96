package org.robustdx.gateway.archive;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to one server. Each is limited in time and in the size of its answer, few run at a time, and those that fail for the moment are repeated with a growing
 * pause. Redirects are not followed, and every URL begins with the configured one. Thread-safe.
 */
public final class HttpCalls {
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int LAST_DOUBLING = 16;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final ServerAccess server;
    private final HttpLimits limits;
    private final Semaphore places;

    /** @param atATime most requests at a time */
    public HttpCalls(ServerAccess server, HttpLimits limits, int atATime) {
        this.server = server;
        this.limits = limits;
        this.places = new Semaphore(atATime, true);
    }

    /** A body to send. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier
    public record Body(byte[] bytes, String type) {}

    /**
     * Returns the answer to a GET request. An answer without content is one with an empty body.
     *
     * @param path appended to the server's URL; begins with a slash
     * @param accept media type to ask for
     * @param maxBytes maximum size of the answer
     * @throws ArchiveException if there is none with status 200 or 204
     */
    HttpResponse<byte[]> get(String path, String accept, long maxBytes) throws ArchiveException, InterruptedException {
        HttpResponse<byte[]> answer =
                send(request(path).header("Accept", accept).GET().build(), maxBytes);
        if (answer.statusCode() != 200 && answer.statusCode() != 204) {
            throw ArchiveException.refused(answer.statusCode(), "the server answers HTTP " + answer.statusCode());
        }
        return answer;
    }

    /**
     * Returns the answer to a POST request, whatever its status.
     *
     * @throws ArchiveException if there is none, or one that says to try again later
     */
    public HttpResponse<byte[]> post(String path, Body body, String accept, long maxBytes)
            throws ArchiveException, InterruptedException {
        return send(
                request(path)
                        .header("Accept", accept)
                        .header("Content-Type", body.type())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes()))
                        .build(),
                maxBytes);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.base() + path)).timeout(limits.timeout());
        server.authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest request, long maxBytes)
            throws ArchiveException, InterruptedException {
        for (int tries = 1; ; tries++) {
            String problem;
            Duration pause = limits.firstPause().multipliedBy(1L << Math.min(tries - 1, LAST_DOUBLING));
            places.acquire();
            try {
                HttpResponse<byte[]> answer = once(request, maxBytes);
                if (!PASSING.contains(answer.statusCode())) {
                    return answer;
                }
                problem = "the server answers HTTP " + answer.statusCode();
                pause = max(pause, retryAfter(answer.headers().map()));
            } catch (ExecutionException e) {
                Throwable root = root(e);
                if (root instanceof BoundedBody.TooLargeException) {
                    throw ArchiveException.tooLarge("the answer has more than %d bytes".formatted(maxBytes));
                }
                problem = "the server does not answer (%s)"
                        .formatted(root.getClass().getSimpleName());
            } catch (TimeoutException e) {
                problem = "no whole answer within %d ms"
                        .formatted(limits.timeout().toMillis());
            } finally {
                places.release();
            }
            if (tries >= limits.tries()) {
                throw ArchiveException.unavailable("%s (tries: %d)".formatted(problem, tries));
            }
            long millis = Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis());
            // Clients that failed together do not come back together.
            TimeUnit.MILLISECONDS.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
        }
    }

    private HttpResponse<byte[]> once(HttpRequest request, long maxBytes)
            throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, BoundedBody.upTo(maxBytes));
        try {
            // The client's own timeout ends with the headers; this one includes the body.
            return answer.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            answer.cancel(true);
        }
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root;
    }

    private static Duration retryAfter(Map<String, java.util.List<String>> headers) {
        String value =
                headers.getOrDefault("retry-after", java.util.List.of("")).get(0);
        return value.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
