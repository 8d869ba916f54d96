package org.robustdx.stream.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A collector that accepts traces in OTLP over HTTP, as protobuf, or refuses them. */
public final class StandInCollector implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<ResourceSpans> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private volatile int status = 200;

    private StandInCollector(HttpServer server) {
        this.server = server;
    }

    /** Starts a collector and returns it. */
    public static StandInCollector start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StandInCollector collector = new StandInCollector(server);
        server.createContext("/v1/traces", collector::take);
        server.start();
        return collector;
    }

    /** Returns its base URL. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Sets the status of all further answers. Spans are accepted only with status 200. */
    public void answer(int next) {
        status = next;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream body =
                    zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
                if (status == 200
                        && "application/x-protobuf"
                                .equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
                    received.addAll(request.getResourceSpansList());
                } else {
                    refused.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                }
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** Waits for the next request and returns its spans. */
    public List<Span> next() throws InterruptedException {
        ResourceSpans spans = received.poll(60, TimeUnit.SECONDS);
        if (spans == null) {
            throw new AssertionError("no spans within a minute");
        }
        Map<String, String> resource = spans.getResource().getAttributesList().stream()
                .collect(Collectors.toMap(
                        attribute -> attribute.getKey(),
                        attribute -> attribute.getValue().getStringValue()));
        if (!"robustdx".equals(resource.get("service.name"))) {
            throw new AssertionError("spans of " + resource);
        }
        return spans.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** Waits for a refused request and returns the password that it contained. */
    public String nextRefused() throws InterruptedException {
        String request = refused.poll(60, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request within a minute");
        }
        return request;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
