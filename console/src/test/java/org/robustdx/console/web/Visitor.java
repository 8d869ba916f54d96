package org.robustdx.console.web;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.robustdx.console.ConsoleRig;

/** A client that keeps its cookie and takes any certificate, as a person who has accepted the one of a trial. */
final class Visitor {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]*)\"");
    private static final HttpClient CLIENT = client();

    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();

    Visitor(ConsoleRig rig) {
        this.url = rig.url();
    }

    private static HttpClient client() {
        // Shorter than the server keeps a connection: the client never sends on one that the server is about to close.
        System.setProperty("jdk.httpclient.keepalive.timeout", "3");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return HttpClient.newBuilder()
                    .sslContext(context)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a header to every request. */
    Visitor with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    String cookie() {
        return headers.getOrDefault("Cookie", "");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    byte[] bytes(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** Begins to read a stream of events, and returns its lines. */
    java.util.stream.Stream<String> lines(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofLines())
                .body();
    }

    HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        headers.forEach(request::header);
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        answer.headers()
                .firstValue("Set-Cookie")
                .ifPresent(cookie -> headers.put("Cookie", cookie.replaceFirst(";.*", "")));
        return answer;
    }

    Visitor loggedIn(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/login", Map.of("name", name, "password", ConsoleRig.PASSWORD));
        if (answer.statusCode() != 303) {
            throw new IllegalStateException("login: " + answer.statusCode());
        }
        return this;
    }

    /** Decides as the form of the page does. */
    HttpResponse<String> decide(String page, String path, Map<String, String> choice)
            throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>(choice);
        form.put("csrf", csrf(page));
        form.put("seen", first(SEEN, page).replace("&#39;", "'"));
        return post(path + "/decision", form);
    }

    static String csrf(String page) {
        return first(CSRF, page);
    }

    private static String first(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        if (!matcher.find()) {
            throw new IllegalStateException("not in the page: " + pattern);
        }
        return matcher.group(1);
    }

    /** Takes every certificate, for every host. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
