package org.robustdx.stream.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.file.Sha256;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** References into an object store that serves, refuses, stalls and lies. */
@Timeout(value = 2, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
class ObjectStoreTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    private @Nullable StandInStore store;
    private @Nullable ObjectStore objects;

    @BeforeEach
    void start() throws IOException {
        store = StandInStore.start();
        objects = store().open("s3://images/in", PATIENT);
    }

    @AfterEach
    void close() {
        objects().close();
        store().close();
    }

    private StandInStore store() {
        return Objects.requireNonNull(store);
    }

    private ObjectStore objects() {
        return Objects.requireNonNull(objects);
    }

    private static ContentReference reference(String uri, byte[] content) {
        return new ContentReference(uri, Sha256.hex(content), (long) content.length);
    }

    private ContentResult read(String uri) {
        return objects().read(reference(uri, CONTENT));
    }

    private static Refusal refusal(ContentResult result) {
        assertThat(result).isInstanceOf(ContentResult.NotFound.class);
        Refusal refusal = ((ContentResult.NotFound) result).refusal();
        assertThat(refusal.message()).doesNotContain("jane", "images", "in/");
        return refusal;
    }

    private void assertLost(String uri) {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> read(uri))
                .withMessageContaining("object store: ")
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("jane"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "jane doe/é%2F+?#.png", "x/...y"})
    void shouldReadAnObjectBelowTheRoot(String key) {
        store().objects().put("in/" + key, CONTENT);
        ContentResult result = read("s3://images/in/" + key);
        assertThat(result).isInstanceOf(ContentResult.Found.class);
        assertThat(((ContentResult.Found) result).bytes()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://images/out/a",
                "s3://images/in",
                "s3://images/in/",
                "s3://images/inside",
                "s3://images/in/../out/a",
                "s3://images/in/./a",
                "s3://images/in//a",
                "s3://images/in/a/",
                "s3://images/in/a\u0000",
                "s3://images/in/a\r\nHost: evil",
                "s3://others/in/a",
                "s3://images@evil/in/a",
                "S3://images/in/a",
                "s3:///in/a"
            })
    void shouldNotRequestObjectsOutsideTheRoot(String uri) {
        assertThat(refusal(read(uri)).reason()).isEqualTo(Reason.REFERENCE_NOT_ALLOWED);
        assertThat(store().requests()).isEmpty();
    }

    @Test
    void shouldNotRequestKeysThatAreTooLong() {
        assertThat(refusal(read("s3://images/in/" + "k".repeat(1025))).reason())
                .isEqualTo(Reason.REFERENCE_NOT_ALLOWED);
        assertThat(store().requests()).isEmpty();
    }

    @Test
    void shouldNotRequestObjectsWithAnInvalidOrTooLargeStatedSize() {
        String sha256 = Sha256.hex(CONTENT);
        assertThat(refusal(objects().read(new ContentReference("s3://images/in/a", sha256, (1L << 20) + 1)))
                        .reason())
                .isEqualTo(Reason.OVERSIZE);
        assertThat(refusal(objects().read(new ContentReference("s3://images/in/a", sha256, -1L)))
                        .reason())
                .isEqualTo(Reason.REFERENCE_MISMATCH);
        assertThat(refusal(objects().read(new ContentReference("s3://images/in/a", "", 7L)))
                        .reason())
                .isEqualTo(Reason.REFERENCE_MISMATCH);
        assertThat(store().requests()).isEmpty();
    }

    @Test
    void shouldReportAMissingObject() {
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_NOT_FOUND);
    }

    @Test
    void shouldRefuseContentThatDiffersFromTheReference() {
        store().objects().put("in/jane", "CONTENT".getBytes(StandardCharsets.UTF_8));
        assertThat(refusal(read("s3://images/in/jane")).message())
                .isEqualTo("the referenced content does not match the stated SHA-256");
        store().objects().put("in/jane", "longer than that".getBytes(StandardCharsets.UTF_8));
        assertThat(refusal(read("s3://images/in/jane")).message())
                .isEqualTo("the referenced content does not match the stated size");
        store().objects().put("in/jane", new byte[0]);
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_MISMATCH);
    }

    @Test
    void shouldStopReadingAnEndlessAnswer() {
        AtomicInteger written = new AtomicInteger();
        store().answer("in/jane", exchange -> {
            exchange.sendResponseHeaders(200, 0); // No length: chunks without an end.
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] chunk = new byte[1 << 16];
                while (written.addAndGet(chunk.length) < 1 << 30) {
                    body.write(chunk);
                }
            }
        });
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_MISMATCH);
        assertThat(written.get()).isLessThan(1 << 29);
    }

    @Test
    void shouldNotReadAnAnswerWithAHugeContentLength() {
        store().answer("in/jane", exchange -> {
            exchange.sendResponseHeaders(200, 1L << 40);
            exchange.getResponseBody().write(CONTENT);
            exchange.getResponseBody().flush();
        });
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_MISMATCH);
    }

    @Test
    void shouldRetryAfterAFailureOfTheStore() {
        store().objects().put("in/a", CONTENT);
        AtomicInteger asked = new AtomicInteger();
        store().answer("in/a", exchange -> {
            if (asked.incrementAndGet() == 1) {
                StandInStore.status(503, "SlowDown").to(exchange);
            } else {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT);
            }
        });
        assertThat(read("s3://images/in/a")).isInstanceOf(ContentResult.Found.class);
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown",
        "500, InternalError",
        "404, NoSuchBucket",
        "429, TooManyRequests",
        "408, RequestTimeout"
    })
    void shouldRefuseAnObjectThatKeepsFailingWhileItsBucketAnswers(int status, String code) {
        store().answer("in/jane", StandInStore.status(status, code));
        Refusal refusal = refusal(read("s3://images/in/jane"));
        assertThat(refusal.reason()).isEqualTo(Reason.REFERENCE_UNREADABLE);
        assertThat(refusal.message())
                .isEqualTo("the store answers but does not deliver the object (HTTP %d; tries: 3)", status);
        assertThat(store().requests()).containsExactly("in/jane", "in/jane", "in/jane");
        store().bucket(500);
        assertLost("s3://images/in/jane");
    }

    @Test
    void shouldReadOtherObjectsAfterAFailingOne() {
        store().answer("in/jane", StandInStore.status(500, "InternalError"));
        store().objects().put("in/a", CONTENT);
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_UNREADABLE);
        assertThat(read("s3://images/in/a")).isInstanceOf(ContentResult.Found.class);
    }

    @Test
    void shouldRefuseAStallingObjectAfterTheTimeLimit() throws IOException {
        objects().close();
        objects = store().open("s3://images/in", Duration.ofSeconds(1));
        store().answer("in/jane", store().stall(CONTENT.length));
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_UNREADABLE);
        store().bucket(503);
        assertLost("s3://images/in/jane");
    }

    @Test
    void shouldRefuseAnObjectThatArrivesTooSlowly() throws IOException {
        objects().close();
        objects = store().open("s3://images/in", Duration.ofSeconds(1));
        // One byte per 100 ms: the socket never times out, and the whole object would take five minutes.
        store().answer("in/jane", store().trickle(new byte[3000], 3000, Duration.ofMillis(100)));
        ContentReference reference = reference("s3://images/in/jane", new byte[3000]);
        assertThat(refusal(objects().read(reference)).reason()).isEqualTo(Reason.REFERENCE_UNREADABLE);
    }

    @Test
    void shouldRefuseAnObjectWhoseHeadersArriveTooSlowly() throws IOException {
        try (SlowHeaderStore slow = new SlowHeaderStore();
                ObjectStore opened = slow.open(Duration.ofSeconds(1))) {
            assertThat(refusal(opened.read(reference("s3://images/jane", CONTENT)))
                            .reason())
                    .isEqualTo(Reason.REFERENCE_UNREADABLE);
        }
    }

    @Test
    void shouldWaitLongerForALargeObject() throws IOException {
        byte[] large = new byte[4 << 20]; // A stated size of 4 MiB adds 4 s to the 1 s of a small object.
        objects().close();
        objects = store().open("s3://images/in", Duration.ofSeconds(1), large.length);
        store().answer("in/jane", store().trickle(large, 8, Duration.ofMillis(200)));
        assertThat(objects().read(reference("s3://images/in/jane", large))).isInstanceOf(ContentResult.Found.class);
        assertThat(store().requests()).containsExactly("in/jane");
    }

    @Test
    void shouldRefuseATruncatedObject() {
        store().answer("in/jane", StandInStore.breakOff(CONTENT));
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_UNREADABLE);
        store().bucket(403);
        assertLost("s3://images/in/jane");
    }

    @Test
    void shouldRefuseAnObjectWithAMalformedAnswer() {
        store().answer("in/jane", exchange -> {
            exchange.getResponseHeaders().set("Last-Modified", "jane");
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        });
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_UNREADABLE);
    }

    @Test
    void shouldReportAnOutageInsteadOfARefusalWhenInterrupted() {
        store().answer("in/jane", StandInStore.status(500, "InternalError"));
        Thread.currentThread().interrupt();
        assertLost("s3://images/in/jane");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldDistinguishAMissingObjectFromA404ForAllObjects() {
        store().answer("in/jane", StandInStore.status(404, "Not Found"));
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_NOT_FOUND);
        store().bucket(404);
        assertLost("s3://images/in/jane");
    }

    @Test
    void shouldTreatAnUnavailableStoreAsAnOutage() {
        store().stop();
        assertLost("s3://images/in/jane");
    }

    @Test
    void shouldRefuseAForbiddenObjectOnlyWhileItsBucketAnswers() {
        store().answer("in/jane", StandInStore.status(403, "AccessDenied"));
        assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_NOT_ALLOWED);
        store().bucket(403);
        assertLost("s3://images/in/jane");
    }

    @Test
    void shouldNotFollowRedirects() throws IOException {
        try (StandInStore elsewhere = StandInStore.start()) {
            elsewhere.objects().put("in/jane", CONTENT);
            String url = elsewhere
                    .settings("s3://images", PATIENT)
                    .endpoint()
                    .orElseThrow()
                    .toString();
            store().answer("in/jane", exchange -> {
                exchange.getResponseHeaders().set("Location", url + "/images/in/jane");
                exchange.sendResponseHeaders(307, -1);
            });
            assertThat(refusal(read("s3://images/in/jane")).reason()).isEqualTo(Reason.REFERENCE_NOT_ALLOWED);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void shouldNameABucketThatDoesNotAnswerAtTheStart() {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> store().open("s3://others/in", PATIENT))
                .withMessage("object store: bucket others: HTTP 404 (expected: a bucket that may be listed and read)");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> ObjectStore.open(
                        store().settings("s3://images", PATIENT), AnonymousCredentialsProvider.create(), 1))
                .withMessageContaining("HTTP 403");
    }

    @Test
    void shouldReadBackAStoredObject() {
        ContentReference reference = objects().put(CONTENT);
        assertThat(reference.getUri()).isEqualTo("s3://images/in/" + Sha256.hex(CONTENT));
        assertThat(store().objects()).containsOnlyKeys("in/" + Sha256.hex(CONTENT));
        assertThat(store().objects().get("in/" + Sha256.hex(CONTENT))).isEqualTo(CONTENT);
        assertThat(objects().read(reference)).isInstanceOf(ContentResult.Found.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"images", "s3://", "s3://A", "s3://ab", "http://images", "s3://images/a/../b", "s3://images//"})
    void shouldRefuseInvalidRoots(String root) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectRoot.parse(root))
                .withMessage("object-root: %s (expected: s3://BUCKET[/PREFIX])", root);
    }
}
