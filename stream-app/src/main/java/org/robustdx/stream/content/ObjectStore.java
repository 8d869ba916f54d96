package org.robustdx.stream.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import org.robustdx.stream.config.UserException;
import org.robustdx.stream.deadletter.Reason;
import org.robustdx.stream.diagnosis.Fingerprint;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects of an S3-compatible store that references may lead to ({@code s3://BUCKET/KEY}). Whoever may write to the image topic chooses bucket and
 * key, below the roots that the configuration allows, and nothing else: endpoint, region and credentials are the configuration's. Size and SHA-256 that
 * the reference states are verified. An object is to blame only if its bucket answers; everything else is an outage. Thread-safe.
 */
public final class ObjectStore implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final String NO_BUCKET = "NoSuchBucket";
    /** A store that does not answer within half of the time is asked again. */
    private static final int ATTEMPTS = 2;

    private final S3Client client;
    private final List<ObjectRoot> roots;
    private final long maxBytes;

    private ObjectStore(S3Client client, List<ObjectRoot> roots, long maxBytes) {
        this.client = client;
        this.roots = roots;
        this.maxBytes = maxBytes;
    }

    /** As {@link #open(ObjectStoreSettings, AwsCredentialsProvider, long)}, by the credentials that AWS' tools would find, for images of any size that is decoded. */
    public static ObjectStore open(ObjectStoreSettings settings) {
        return open(
                settings,
                DefaultCredentialsProvider.builder().build(),
                DecodeLimits.ofDefaults().maxBytes());
    }

    /**
     * Returns the store, whose buckets have answered.
     *
     * @param credentials asked at each request
     * @param maxBytes largest object that is read
     * @throws UserException if there are no credentials, or a bucket does not answer
     */
    public static ObjectStore open(ObjectStoreSettings settings, AwsCredentialsProvider credentials, long maxBytes) {
        Duration attempt = settings.timeout().dividedBy(ATTEMPTS);
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .region(Region.of(settings.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(attempt)
                        .socketTimeout(attempt))
                // The reference's SHA-256 says more.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                // Whole bodies are signed, not chunk by chunk, which fewer stores understand.
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .overrideConfiguration(limits -> limits.apiCallTimeout(settings.timeout())
                        .apiCallAttemptTimeout(attempt)
                        .retryStrategy(RetryMode.STANDARD));
        settings.endpoint().ifPresent(url -> builder.endpointOverride(url).forcePathStyle(true));
        ObjectStore store = new ObjectStore(builder.build(), settings.roots(), maxBytes);
        try {
            settings.roots().stream().map(ObjectRoot::bucket).distinct().forEach(store::answer);
        } catch (UncheckedIOException e) {
            store.close();
            throw UserException.failed(e.getMessage() + " (expected: a bucket that may be listed and read)");
        }
        return store;
    }

    /** Returns the size of the largest object that is read. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Asks a bucket whether it is there; what is thrown names the bucket, which the configuration does too. */
    private void answer(String bucket) {
        try {
            client.headBucket(request -> request.bucket(bucket));
        } catch (SdkException e) {
            throw lost("bucket %s: ".formatted(bucket), e);
        }
    }

    /**
     * Returns the content of the referenced object, or why it is not read.
     *
     * @throws UncheckedIOException if the store cannot be asked now: an outage, not a bad image
     */
    public ContentResult read(ContentReference reference) {
        Statement statement = new Statement(reference, ObjectStore.class);
        for (ObjectRoot root : roots) {
            Optional<String> key = root.key(reference.getUri());
            if (key.isPresent()) {
                return statement.obstacle(maxBytes).orElseGet(() -> read(root.bucket(), key.get(), statement));
            }
        }
        return statement.refused(
                Reason.REFERENCE_NOT_ALLOWED, "the reference does not lead below an allowed s3: bucket or folder");
    }

    private ContentResult read(String bucket, String key, Statement statement) {
        try {
            return client.getObject(
                    request -> request.bucket(bucket).key(key),
                    (response, body) -> received(response, body, statement));
        } catch (S3Exception e) {
            return refused(e, bucket, statement);
        } catch (SdkException e) {
            throw lost("", e);
        }
    }

    private static ContentResult received(GetObjectResponse response, AbortableInputStream body, Statement statement)
            throws IOException {
        Long length = response.contentLength();
        if (length != null && length != statement.reference().getSize()) {
            body.abort(); // However long it is, it is not read.
            return statement.otherSize();
        }
        byte[] bytes = body.readNBytes(statement.bytesToRead());
        if (bytes.length == statement.bytesToRead()) {
            body.abort();
        }
        if (length != null && bytes.length < length) {
            throw RetryableException.builder().message("the answer broke off").build();
        }
        return statement.compared(bytes);
    }

    /** Stores say by 403 that they do not know us, and that they do not give us this one object: the bucket tells which. */
    private ContentResult refused(S3Exception e, String bucket, Statement statement) {
        int status = e.statusCode();
        boolean noBucket = e.awsErrorDetails() != null
                && NO_BUCKET.equals(e.awsErrorDetails().errorCode());
        if (status == NOT_FOUND && !noBucket) {
            return statement.refused(Reason.REFERENCE_NOT_FOUND, "nothing is where the reference leads");
        }
        if (noBucket || status >= SERVER_ERROR || status == TOO_MANY_REQUESTS) {
            throw lost("", e);
        }
        answer(bucket);
        return statement.refused(
                Reason.REFERENCE_NOT_ALLOWED, "the store does not give out the object (HTTP %d)".formatted(status));
    }

    private static UncheckedIOException lost(String what, SdkException e) {
        String why = e instanceof S3Exception answered
                ? "HTTP " + answered.statusCode()
                : e.getClass().getSimpleName();
        String message = "object store: " + what + why;
        return new UncheckedIOException(message, new IOException(why, e));
    }

    /**
     * Puts content below the first root, under its SHA-256, and returns the reference to it.
     *
     * @throws UncheckedIOException if the store does not take it
     */
    public ContentReference put(byte[] content) {
        ObjectRoot root = roots.get(0);
        String sha256 = Fingerprint.sha256(content);
        String key = root.prefix() + sha256;
        try {
            client.putObject(request -> request.bucket(root.bucket()).key(key), RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw lost("", e);
        }
        return ContentReference.newBuilder()
                .setUri("s3://%s/%s".formatted(root.bucket(), key))
                .setSha256(sha256)
                .setSize((long) content.length)
                .build();
    }

    @Override
    public void close() {
        client.close();
    }
}
