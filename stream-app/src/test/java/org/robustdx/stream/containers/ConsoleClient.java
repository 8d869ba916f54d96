package org.robustdx.stream.containers;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A reviewer at the console, as a browser sends requests: over TLS, with the session's cookie, and with the forms' hidden fields. */
final class ConsoleClient {
    private static final Pattern CASE = Pattern.compile("class=\"row\" href=\"(/cases/[a-z-]+/\\d+/\\d+)");
    private static final int OK = 200;
    private static final int SEE_OTHER = 303;

    private final HttpClient client;
    private final URI address;
    private final String password;

    ConsoleClient(int port, ConsoleSecrets secrets) throws IOException, GeneralSecurityException {
        this.client = HttpClient.newBuilder()
                .sslContext(secrets.tls())
                .cookieHandler(new CookieManager())
                .build();
        this.address = URI.create("https://localhost:" + port);
        this.password = secrets.password();
    }

    /** Returns whether the console has read the topics. */
    boolean isReady() throws IOException {
        return get("/health/ready").statusCode() == OK;
    }

    void logIn() throws IOException {
        post("/login", Map.of("name", ConsoleSecrets.NAME, "password", password));
    }

    /** Returns the paths of the open cases, in the order of the queue. */
    List<String> cases() throws IOException {
        return CASE.matcher(get("/").body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Stores a decision on a case. */
    void decide(String path, String decision) throws IOException {
        String page = get(path).body();
        post(
                path + "/decision",
                Map.of("csrf", field(page, "csrf"), "seen", field(page, "seen"), "decision", decision));
    }

    private static String field(String page, String name) {
        Matcher field =
                Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page);
        if (!field.find()) {
            throw new IllegalStateException("no field " + name + " in: " + page);
        }
        return field.group(1);
    }

    private HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(address.resolve(path)).build());
    }

    private void post(String path, Map<String, String> form) throws IOException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> response = send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        if (response.statusCode() != SEE_OTHER) {
            throw new IllegalStateException("%s: HTTP %d: %s".formatted(path, response.statusCode(), response.body()));
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        }
    }
}
