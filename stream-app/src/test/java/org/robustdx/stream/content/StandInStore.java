package org.robustdx.stream.content;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * An object store with one bucket, {@code images}, in path style. It implements the necessary part of S3's protocol,
 * requires signed requests (Signature Version 4), and can simulate failures.
 */
public final class StandInStore implements AutoCloseable {
    public static final String KEY_ID = "AKIDTEST";
    public static final String SECRET = "very secret";

    private static final int PAGE = 2;

    private static final Pattern SIGNED = Pattern.compile("AWS4-HMAC-SHA256 Credential=" + KEY_ID
            + "/\\d{8}/us-east-1/s3/aws4_request, SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*x-amz-date[a-z0-9;-]*,"
            + " Signature=[0-9a-f]{64}");

    /** Answers one request for an object with something other than the object. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int bucketStatus = 200;

    private StandInStore(HttpServer server) {
        this.server = server;
    }

    /** Starts a store and returns it. */
    public static StandInStore start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StandInStore store = new StandInStore(server);
        server.setExecutor(store.threads);
        server.createContext("/", store::serve);
        server.start();
        return store;
    }

    /** Returns settings for this store with one root. */
    public ObjectStoreSettings settings(String root, Duration timeout) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ObjectStoreSettings(Optional.of(url), "us-east-1", List.of(ObjectRoot.parse(root)), timeout);
    }

    /** Opens the store as the app does. */
    public ObjectStore open(String root, Duration timeout) {
        return open(root, timeout, 1 << 20);
    }

    /** Opens the store with a maximum object size. */
    ObjectStore open(String root, Duration timeout, long maxBytes) {
        return ObjectStore.open(
                settings(root, timeout),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY_ID, SECRET)),
                maxBytes);
    }

    /** Returns the objects, by key. */
    public Map<String, byte[]> objects() {
        return objects;
    }

    /** Returns the requested keys, one entry per request. */
    List<String> requests() {
        return requests;
    }

    /** Sets the answer to requests for a key. */
    public void answer(String key, Answer answer) {
        answers.put(key, answer);
    }

    /** Sets the status of answers to requests for the bucket. */
    void bucket(int status) {
        bucketStatus = status;
    }

    /** Starts an answer with this length and never ends it. */
    Answer stall(int length) {
        return exchange -> {
            exchange.sendResponseHeaders(200, length);
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Sends a part of the content and closes the connection. */
    public static Answer breakOff(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            throw new IOException("gone");
        };
    }

    /** Sends the content in {@code pieces} pieces, with a pause before each. */
    public Answer trickle(byte[] content, int pieces, Duration pause) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            int sent = 0;
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 1; i <= pieces && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS); i++) {
                    int end = (int) ((long) content.length * i / pieces);
                    body.write(content, sent, end - sent);
                    body.flush();
                    sent = end;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Answers with an HTTP status and an S3 error code. */
    public static Answer status(int status, String code) {
        return exchange -> {
            byte[] body = "<Error><Code>%s</Code></Error>".formatted(code).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String signature = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!SIGNED.matcher(signature).matches()) {
                status(403, "AccessDenied").to(exchange);
            } else if (path.equals("/images") || path.equals("/images/")) {
                bucket(exchange);
            } else if (!path.startsWith("/images/")) {
                status(404, "NoSuchBucket").to(exchange);
            } else {
                object(exchange, path.substring("/images/".length()));
            }
        }
    }

    /** Answers HEAD with the status alone, and ListObjectsV2 with pages of two keys, last key first. */
    private void bucket(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (bucketStatus != 200 || !query.contains("list-type=2")) {
            exchange.sendResponseHeaders(bucketStatus, -1);
            return;
        }
        List<Map.Entry<String, byte[]>> found = objects.entrySet().stream()
                .filter(object -> object.getKey().startsWith(parameter(query, "prefix")))
                .sorted(Map.Entry.<String, byte[]>comparingByKey().reversed())
                .toList();
        String token = parameter(query, "continuation-token");
        int start = token.isEmpty() ? 0 : Integer.parseInt(token);
        int end = Math.min(start + PAGE, found.size());
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        for (Map.Entry<String, byte[]> object : found.subList(start, end)) {
            xml.append("<Contents><Key>%s</Key><Size>%d</Size></Contents>"
                    .formatted(object.getKey(), object.getValue().length));
        }
        xml.append(
                end < found.size()
                        ? "<IsTruncated>true</IsTruncated><NextContinuationToken>%d</NextContinuationToken>"
                                .formatted(end)
                        : "<IsTruncated>false</IsTruncated>");
        byte[] body = xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String parameter(String query, String name) {
        return Arrays.stream(query.split("&"))
                .filter(part -> part.startsWith(name + "="))
                .map(part -> part.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private void object(HttpExchange exchange, String key) throws IOException {
        requests.add(key);
        if (exchange.getRequestMethod().equals("PUT")) {
            objects.put(key, exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        Answer other = answers.get(key);
        byte[] content = objects.get(key);
        if (other != null) {
            other.to(exchange);
        } else if (content == null) {
            status(404, "NoSuchKey").to(exchange);
        } else {
            exchange.sendResponseHeaders(200, content.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(content);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops the store. */
    public void stop() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
