package org.robustdx.console.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.robustdx.console.html.Html;

/** One request with its answer. Not thread-safe: one thread answers a request. */
final class Exchange {
    /** Name of the cookie. With this prefix, browsers take it only over TLS, for this host alone. */
    static final String COOKIE = "__Host-robustdx";

    private static final int MAX_FORM_BYTES = 16 << 10;
    /** Whoever sends a form more slowly holds a thread on purpose. */
    private static final long FORM_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final String HTML = "text/html; charset=utf-8";

    private final Request request;
    private final Response response;
    private final Callback callback;
    private boolean bodyRead;

    Exchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    /** Returns the path, decoded, without dots and empty segments. */
    String path() {
        return String.valueOf(request.getHttpURI().getCanonicalPath());
    }

    boolean isGet() {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    boolean isPost() {
        return request.getMethod().equals("POST");
    }

    /** Returns the IP address that the request comes from. */
    String address() {
        return Request.getRemoteAddr(request);
    }

    @Nullable
    String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Returns the parameters of the query. Of a repeated one the first counts. */
    Map<String, String> query() {
        String query = request.getHttpURI().getQuery();
        return query == null ? Map.of() : parsed(query);
    }

    /**
     * Returns the fields of a form.
     *
     * @throws IOException if the body cannot be read
     * @throws IllegalArgumentException if it is too long, too slow or no form
     */
    Map<String, String> form() throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        byte[] part = new byte[MAX_FORM_BYTES];
        long deadline = System.nanoTime() + FORM_NANOS;
        try (InputStream body = Content.Source.asInputStream(request)) {
            for (int read = body.read(part); read >= 0; read = body.read(part)) {
                form.write(part, 0, read);
                if (form.size() > MAX_FORM_BYTES || System.nanoTime() > deadline) {
                    throw new IllegalArgumentException("form: %d bytes so far (expected: at most %d, within %d s)"
                            .formatted(form.size(), MAX_FORM_BYTES, TimeUnit.NANOSECONDS.toSeconds(FORM_NANOS)));
                }
            }
        }
        bodyRead = true;
        return parsed(form.toString(StandardCharsets.UTF_8));
    }

    private static Map<String, String> parsed(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(
                        URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    /** Returns the token of the session that the browser sends. */
    Optional<String> token() {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    /** Has the browser keep this token, or forget it where it is empty. */
    void token(String token) {
        Response.addCookie(
                response,
                HttpCookie.build(COOKIE, token)
                        .path("/")
                        .secure(true)
                        .httpOnly(true)
                        .sameSite(HttpCookie.SameSite.STRICT)
                        .maxAge(token.isEmpty() ? 0 : -1)
                        .build());
    }

    /**
     * Returns whether a form of another site may have caused the request. Browsers say where a request comes from, and scripts cannot change that;
     * clients that are no browsers say nothing.
     */
    boolean isForeign() {
        String site = header("Sec-Fetch-Site");
        if (site != null) {
            return !List.of("same-origin", "none").contains(site);
        }
        String origin = header("Origin");
        return origin != null && !origin.equals("https://" + header("Host"));
    }

    void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    void html(int status, Html page) {
        send(status, HTML, page.text().getBytes(StandardCharsets.UTF_8));
    }

    void text(int status, String text) {
        send(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Closes the connection after the response if the form was not read: its bytes would be taken for the next request. */
    private void endConnectionIfUnread() {
        if (isPost() && !bodyRead) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    void send(int status, String type, byte[] body) {
        endConnectionIfUnread();
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, ByteBuffer.wrap(head ? new byte[0] : body), callback);
    }

    /** Sends the browser to another page of this console. */
    void redirect(String path) {
        endConnectionIfUnread();
        response.setStatus(303);
        response.getHeaders().put(HttpHeader.LOCATION, path);
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    /** Begins an answer that goes on, and returns where to write it. */
    LiveUpdates.Listener listen(String token) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put("X-Accel-Buffering", "no");
        return new LiveUpdates.Listener(response, callback, token, address());
    }

    /** Returns the query as it came, with its question mark; empty if there is none. */
    String queryText() {
        String query = request.getHttpURI().getQuery();
        return query == null ? "" : "?" + query;
    }
}
