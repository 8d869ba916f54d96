package org.robustdx.gateway.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ContentReference;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Keeps large images in a bucket of an S3-compatible store, below one prefix. The app reads them with the same root. */
public final class ContentBucket implements LargeContent {
    private static final Duration BASE_TIME = Duration.ofSeconds(10);
    /** A slow line: 1 MiB in a second. */
    private static final long BYTES_PER_SECOND = 1 << 20;

    private final S3Client client;
    private final Root root;

    private ContentBucket(S3Client client, Root root) {
        this.client = client;
        this.root = root;
    }

    /**
     * Where the images are.
     *
     * @param bucket name of the bucket
     * @param prefix beginning of the keys: empty, or ends with a slash
     */
    public record Root(String bucket, String prefix) {
        private static final Pattern ROOT = Pattern.compile(
                "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/((?:[A-Za-z0-9_=-]+/)*[A-Za-z0-9_=-]+)/?)?");

        /**
         * Parses a root of the form {@code s3://BUCKET[/PREFIX]}.
         *
         * @throws IllegalArgumentException if the text has another form
         */
        public static Root parse(String text) {
            Matcher parts = ROOT.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("object-root: %s (expected: s3://BUCKET[/PREFIX])".formatted(text));
            }
            return new Root(parts.group(1), parts.group(2) == null ? "" : parts.group(2) + "/");
        }

        @Override
        public String toString() {
            return "s3://" + bucket + "/" + prefix;
        }
    }

    /**
     * Which store it is, and where in it.
     *
     * @param endpoint URL of a store other than AWS, which is addressed with the bucket in the path; empty for AWS
     * @param region region for which requests are signed
     * @param root where the images are
     */
    public record Settings(Optional<URI> endpoint, String region, Root root) {
        public Settings {
            if (endpoint.isPresent()
                    && !String.valueOf(endpoint.get().getScheme()).matches("https?")) {
                throw new IllegalArgumentException(
                        "object-store: %s (expected: a URL with http or https)".formatted(endpoint.get()));
            }
            if (!region.matches("[a-z0-9-]{1,64}")) {
                throw new IllegalArgumentException(
                        "object-region: %s (expected: letters, digits and '-')".formatted(region));
            }
        }
    }

    /**
     * Opens a bucket with the default AWS credentials chain.
     *
     * @throws UserException if there are no credentials, or the bucket does not answer
     */
    public static ContentBucket open(Settings settings) {
        return open(settings, DefaultCredentialsProvider.builder().build());
    }

    /**
     * Opens a bucket.
     *
     * @param credentials called for each request
     * @throws UserException if the bucket does not answer
     */
    static ContentBucket open(Settings settings, AwsCredentialsProvider credentials) {
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .region(Region.of(settings.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(BASE_TIME.dividedBy(2))
                        .socketTimeout(BASE_TIME))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                // Signs whole bodies, because many stores do not support signed chunks.
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .overrideConfiguration(limits -> limits.apiCallTimeout(BASE_TIME.multipliedBy(2)));
        settings.endpoint().ifPresent(url -> builder.endpointOverride(url).forcePathStyle(true));
        ContentBucket opened = new ContentBucket(builder.build(), settings.root());
        try {
            opened.client.headBucket(request -> request.bucket(settings.root().bucket()));
            return opened;
        } catch (SdkException e) {
            opened.close();
            throw UserException.failed("object store: bucket %s: %s (expected: a bucket that may be listed and written)"
                    .formatted(settings.root().bucket(), kind(e)));
        }
    }

    private static String kind(SdkException e) {
        return e instanceof S3Exception answered
                ? "HTTP " + answered.statusCode()
                : e.getClass().getSimpleName();
    }

    @Override
    public ContentReference put(byte[] content) {
        String sha256 = Digest.sha256(content);
        String key = root.prefix() + sha256;
        Duration limit = BASE_TIME.plusSeconds(content.length / BYTES_PER_SECOND);
        try {
            client.putObject(
                    request -> request.bucket(root.bucket())
                            .key(key)
                            .overrideConfiguration(limits ->
                                    limits.apiCallTimeout(limit.multipliedBy(2)).apiCallAttemptTimeout(limit)),
                    RequestBody.fromBytes(content));
        } catch (SdkException e) {
            throw new UncheckedIOException(new IOException("object store: " + kind(e), e));
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
