package org.robustdx.stream.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.config.FetchTime;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import org.robustdx.stream.dlq.Reason;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Reads objects of an S3-compatible store that references name ({@code s3://BUCKET/KEY}). The producer of an image
 * event chooses only bucket and key, and only below the configured roots. Endpoint, region and credentials come from
 * the configuration. Size and SHA-256 of the reference are verified. Thread-safe.
 *
 * <p>A failed request is repeated, up to {@value #TRIES} tries in total and within {@link FetchTime}. After each
 * failure, the store also checks whether the bucket answers. If it does, the object is at fault and is refused.
 * Otherwise the store is unavailable, which is an outage.
 */
public final class ObjectStore implements AutoCloseable {
    private static final String WHAT = "object store";
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final String NO_BUCKET = "NoSuchBucket";
    private static final String NO_KEY = "NoSuchKey";
    private static final int TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int PAUSE_GROWTH = 4;

    private final S3Clients clients;
    private final List<ObjectRoot> roots;
    private final long maxBytes;
    private final FetchTime time;

    private ObjectStore(S3Clients clients, List<ObjectRoot> roots, long maxBytes, FetchTime time) {
        this.clients = clients;
        this.roots = roots;
        this.maxBytes = maxBytes;
        this.time = time;
    }

    /**
     * Opens a store with the default AWS credentials chain, for objects up to the decoder's size limit.
     *
     * @see #open(ObjectStoreSettings, AwsCredentialsProvider, long)
     */
    public static ObjectStore open(ObjectStoreSettings settings) {
        return open(
                settings,
                DefaultCredentialsProvider.builder().build(),
                DecodeLimits.ofDefaults().maxBytes());
    }

    /**
     * Opens a store and checks that every bucket answers.
     *
     * @param credentials called for each request
     * @param maxBytes maximum size of an object
     * @throws UserException if there are no credentials, or a bucket does not answer
     */
    public static ObjectStore open(ObjectStoreSettings settings, AwsCredentialsProvider credentials, long maxBytes) {
        ObjectStore store = new ObjectStore(
                S3Clients.open(settings, credentials), settings.roots(), maxBytes, settings.fetchTime());
        try {
            settings.roots().stream().map(ObjectRoot::bucket).distinct().forEach(store::answer);
        } catch (UncheckedIOException e) {
            store.close();
            throw UserException.failed(e.getMessage() + " (expected: a bucket that may be listed and read)");
        }
        return store;
    }

    /** Returns the maximum size of an object in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Checks that a bucket answers. The exception names the bucket, which is part of the configuration and thus not a
     * secret of the image.
     */
    private void answer(String bucket) {
        try {
            clients.retrying().headBucket(request -> request.bucket(bucket));
        } catch (RuntimeException e) {
            throw lost("%s: bucket %s".formatted(WHAT, bucket), e);
        }
    }

    /**
     * Returns references to the objects below a root, sorted by name. They state no SHA-256. Excludes files that a folder
     * of images excludes too ({@link ImageFolder}).
     *
     * @throws UncheckedIOException if the store does not list them
     */
    public List<ContentReference> list(ObjectRoot root) {
        try {
            return ObjectListing.of(clients.retrying(), root);
        } catch (SdkException e) {
            throw lost("%s: bucket %s".formatted(WHAT, root.bucket()), e);
        }
    }

    /**
     * Returns the content of the referenced object, or the reason for refusal.
     *
     * @throws UncheckedIOException if the store is unavailable; this is an outage, not a fault of the image
     */
    public ContentResult read(ContentReference reference) {
        return read(new Statement(reference, ObjectStore.class));
    }

    /**
     * Returns the content of an object that {@link #list} returned, without a check of its SHA-256, or the reason for
     * refusal.
     *
     * @throws UncheckedIOException if the store is unavailable
     */
    public ContentResult readListed(ContentReference reference) {
        return read(Statement.ofListed(reference, ObjectStore.class));
    }

    private ContentResult read(Statement statement) {
        for (ObjectRoot root : roots) {
            Optional<String> key = root.key(statement.reference().getUri());
            if (key.isPresent()) {
                return statement.obstacle(maxBytes).orElseGet(() -> read(root.bucket(), key.get(), statement));
            }
        }
        return statement.refused(
                Reason.REFERENCE_NOT_ALLOWED, "the reference is not below an allowed s3: bucket or folder");
    }

    private ContentResult read(String bucket, String key, Statement statement) {
        long end = System.nanoTime() + time.of(statement.reference().getSize()).toNanos();
        Duration pause = FIRST_PAUSE;
        for (int tries = 1; ; tries++) {
            RuntimeException failure;
            try {
                return once(bucket, key, statement, end);
            } catch (S3Exception e) {
                if (isFinal(e)) {
                    return refused(e, bucket, statement);
                }
                failure = e;
            } catch (RuntimeException e) { // The client reports malformed headers with exceptions of many types.
                failure = e;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw Outage.of(WHAT, failure); // The app is closing. The object is not at fault.
            }
            answer(bucket);
            if (tries == TRIES || !paused(pause, end)) {
                return statement.refused(
                        Reason.REFERENCE_UNREADABLE,
                        "the store answers but does not deliver the object (%s; tries: %d)"
                                .formatted(why(failure), tries));
            }
            pause = pause.multipliedBy(PAUSE_GROWTH);
        }
    }

    /**
     * Requests the object once. The request and the transfer of the body stop at {@code end}, even if the server sends
     * very slowly.
     */
    private ContentResult once(String bucket, String key, Statement statement, long end) {
        // The client's own limit also covers slow headers. It is slightly later, so that the limit on the body applies
        // first.
        Duration limit = Duration.ofNanos(Math.max(1, end - System.nanoTime())).plusMillis(100);
        return clients.once()
                .getObject(
                        request -> request.bucket(bucket)
                                .key(key)
                                .overrideConfiguration(
                                        limits -> limits.apiCallTimeout(limit).apiCallAttemptTimeout(limit)),
                        (response, body) -> received(response, body, statement, end));
    }

    /** Pauses before the next try. Returns false if the remaining time is shorter than the pause. */
    private static boolean paused(Duration pause, long end) {
        if (System.nanoTime() + pause.toNanos() - end > 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Outage.of(WHAT, e);
        }
    }

    private static ContentResult received(
            GetObjectResponse response, AbortableInputStream body, Statement statement, long end) throws IOException {
        Long length = response.contentLength();
        if (length != null && length != statement.reference().getSize()) {
            body.abort(); // The length differs from the stated size, so the body need not be read.
            return statement.otherSize();
        }
        byte[] bytes = new TimedStream(body, end).readNBytes(statement.bytesToRead());
        if (bytes.length == statement.bytesToRead()) {
            body.abort();
        }
        if (length != null && bytes.length < length) {
            throw new EOFException();
        }
        return statement.compared(bytes);
    }

    /** Returns whether a repeated request would fail in the same way. */
    private static boolean isFinal(S3Exception e) {
        int status = e.statusCode();
        boolean mayPass = status >= SERVER_ERROR || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT;
        return !mayPass && !NO_BUCKET.equals(code(e));
    }

    /**
     * Interprets a final failure. Stores answer 403 both for invalid credentials and for a single forbidden object, and
     * a proxy may answer 404 by itself. Checking the bucket distinguishes these cases.
     */
    private ContentResult refused(S3Exception e, String bucket, Statement statement) {
        if (!NO_KEY.equals(code(e))) {
            answer(bucket);
        }
        return e.statusCode() == NOT_FOUND
                ? statement.refused(Reason.REFERENCE_NOT_FOUND, "the referenced content does not exist")
                : statement.refused(
                        Reason.REFERENCE_NOT_ALLOWED,
                        "the store denies access to the object (HTTP %d)".formatted(e.statusCode()));
    }

    private static String code(S3Exception e) {
        return e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
    }

    private static UncheckedIOException lost(String what, RuntimeException e) {
        return Outage.of(what, why(e), e);
    }

    private static String why(RuntimeException e) {
        return e instanceof S3Exception answered ? "HTTP " + answered.statusCode() : Outage.kind(e);
    }

    /**
     * Writes content below the first root, with its SHA-256 as name, and returns a reference to it.
     *
     * @throws UncheckedIOException if the store does not accept the object
     */
    public ContentReference put(byte[] content) {
        ObjectRoot root = roots.get(0);
        String sha256 = Sha256.hex(content);
        String key = root.prefix() + sha256;
        try {
            Duration limit = time.of(content.length);
            clients.retrying()
                    .putObject(
                            request -> request.bucket(root.bucket())
                                    .key(key)
                                    .overrideConfiguration(limits ->
                                            limits.apiCallTimeout(limit).apiCallAttemptTimeout(limit)),
                            RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw lost(WHAT, e);
        }
        return ContentReference.newBuilder()
                .setUri("s3://%s/%s".formatted(root.bucket(), key))
                .setSha256(sha256)
                .setSize((long) content.length)
                .build();
    }

    @Override
    public void close() {
        clients.close();
    }
}
