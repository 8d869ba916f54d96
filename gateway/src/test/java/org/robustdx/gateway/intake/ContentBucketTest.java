package org.robustdx.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.robustdx.schemas.ContentReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server of this test stands in for the store: one bucket, {@code images}, in path style. */
class ContentBucketTest {
    private static final byte[] CONTENT = "an image".getBytes(StandardCharsets.US_ASCII);
    private static final String SHA256 = Digest.sha256(CONTENT);

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private volatile int putStatus = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            boolean signed = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=AKIDTEST/");
            int status = !signed ? 403 : path.startsWith("/images") ? 200 : 404;
            if (status == 200 && exchange.getRequestMethod().equals("PUT")) {
                status = putStatus;
                if (status == 200) {
                    objects.put(path, body);
                }
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private ContentBucket open(String root) {
        return ContentBucket.open(
                new ContentBucket.Settings(
                        Optional.of(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort())),
                        "us-east-1",
                        ContentBucket.Root.parse(root)),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "secret")));
    }

    @Test
    void shouldStoreContentUnderItsDigestBelowTheRoot() {
        try (ContentBucket bucket = open("s3://images/archive")) {
            ContentReference reference = bucket.put(CONTENT);
            assertThat(reference.getUri()).isEqualTo("s3://images/archive/" + SHA256);
            assertThat(reference.getSha256()).isEqualTo(SHA256);
            assertThat(reference.getSize()).isEqualTo(CONTENT.length);
            assertThat(objects).containsOnlyKeys("/images/archive/" + SHA256);
            assertThat(objects.values()).containsExactly(CONTENT);
        }
    }

    @Test
    void shouldSayThatTheStoreDoesNotTakeContent() {
        try (ContentBucket bucket = open("s3://images")) {
            putStatus = 403;
            assertThatThrownBy(() -> bucket.put(CONTENT))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("HTTP 403");
        }
    }

    @Test
    void shouldRefuseABucketThatDoesNotAnswer() {
        assertThatThrownBy(() -> open("s3://others"))
                .hasMessageContaining("bucket others: HTTP 404 (expected: a bucket that may be listed and written)");
    }

    @Test
    void shouldRefuseRootsThatCouldLeadElsewhere() {
        for (String root : new String[] {"images", "s3://I", "s3://images//a", "s3://images/../a", "s3://images/a b"}) {
            assertThatThrownBy(() -> ContentBucket.Root.parse(root)).hasMessageContaining("expected: s3://BUCKET");
        }
    }
}
