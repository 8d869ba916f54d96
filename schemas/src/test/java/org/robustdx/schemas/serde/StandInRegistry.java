package org.robustdx.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Apicurio Registry's API, version 3, as its client asks for here: versions are created or found, contents are returned by id. A stand-in:
 * the registry itself is no library that a test could start.
 */
public final class StandInRegistry implements AutoCloseable {
    private static final String BASE = "/apis/registry/v3";
    private static final Pattern ARTIFACTS = Pattern.compile(BASE + "/groups/([^/]+)/artifacts");
    private static final Pattern CONTENT = Pattern.compile(BASE + "/ids/contentIds/(\\d+)/?");

    private final HttpServer server;
    private final ObjectMapper json = new ObjectMapper();
    private final List<String> contents = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<Integer, Integer> failing = new ConcurrentHashMap<>();
    private final Set<Integer> silent = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private StandInRegistry(HttpServer server) {
        this.server = server;
    }

    /** Returns a new, empty one. */
    public static StandInRegistry start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        StandInRegistry registry = new StandInRegistry(server);
        server.setExecutor(registry.threads);
        server.createContext("/", registry::answer);
        server.start();
        return registry;
    }

    /** Returns the base of its API. */
    public URI url() {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), BASE));
    }

    /** Returns how many requests have come. */
    public int requests() {
        return requests.get();
    }

    /** Answers the next so many requests with an error of its own. */
    public void failNext(int times) {
        failures.set(times);
    }

    /** Answers requests for this id's schema by this status from now on. */
    public void fail(int id, int status) {
        failing.put(id, status);
    }

    /** Never answers a request for this id's schema from now on. */
    void keepSilent(int id) {
        silent.add(id);
    }

    /** Returns the id of this schema, which is registered if it is not yet. */
    public synchronized int register(String schema) {
        int known = contents.indexOf(schema);
        if (known < 0) {
            contents.add(schema);
            return contents.size();
        }
        return known + 1;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Matcher content = CONTENT.matcher(exchange.getRequestURI().getPath());
        int id = content.matches() ? Integer.parseInt(content.group(1)) : 0;
        if (silent.contains(id)) {
            try (exchange) {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        Integer status = failing.get(id);
        if (status != null) {
            try (exchange) {
                requests.incrementAndGet();
                reply(exchange, status, "application/json", problem(status));
            }
            return;
        }
        answered(exchange);
    }

    private synchronized void answered(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            Matcher artifacts = ARTIFACTS.matcher(path);
            Matcher content = CONTENT.matcher(path);
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                reply(exchange, 503, "application/json", problem(503));
            } else if (exchange.getRequestMethod().equals("POST") && artifacts.matches()) {
                reply(exchange, 200, "application/json", created(artifacts.group(1), exchange));
            } else if (exchange.getRequestMethod().equals("GET")
                    && content.matches()
                    && Integer.parseInt(content.group(1)) >= 1
                    && Integer.parseInt(content.group(1)) <= contents.size()) {
                reply(exchange, 200, "application/octet-stream", contents.get(Integer.parseInt(content.group(1)) - 1));
            } else {
                reply(exchange, 404, "application/json", problem(404));
            }
        }
    }

    private String created(String group, HttpExchange exchange) throws IOException {
        JsonNode request = json.readTree(exchange.getRequestBody());
        int id = register(request.at("/firstVersion/content/content").asText());
        ObjectNode answer = json.createObjectNode();
        answer.putObject("artifact")
                .put("groupId", group)
                .put("artifactId", request.at("/artifactId").asText())
                .put("artifactType", request.at("/artifactType").asText());
        answer.putObject("version")
                .put("groupId", group)
                .put("artifactId", request.at("/artifactId").asText())
                .put("version", "1")
                .put("globalId", id)
                .put("contentId", id);
        return answer.toString();
    }

    private String problem(int status) {
        return json.createObjectNode()
                .put("status", status)
                .put("title", "no")
                .put("name", status == 404 ? "NotFoundException" : "Unavailable")
                .toString();
    }

    private static void reply(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
