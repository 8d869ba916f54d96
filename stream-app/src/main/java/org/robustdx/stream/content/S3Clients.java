package org.robustdx.stream.content;

import java.time.Duration;
import org.robustdx.stream.config.ObjectStoreSettings;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The connections of an {@link ObjectStore}, configured for any S3-compatible store.
 *
 * @param retrying checks buckets and writes objects
 * @param once reads objects; it does not retry by itself, because it cannot tell a faulty object from an outage
 */
record S3Clients(S3Client retrying, S3Client once) implements AutoCloseable {
    /** Returns newly created clients. Credentials are requested for each request. */
    static S3Clients open(ObjectStoreSettings settings, AwsCredentialsProvider credentials) {
        return new S3Clients(
                client(settings, credentials, AwsRetryStrategy.standardRetryStrategy()),
                client(settings, credentials, AwsRetryStrategy.doNotRetry()));
    }

    private static S3Client client(
            ObjectStoreSettings settings, AwsCredentialsProvider credentials, RetryStrategy retries) {
        Duration base = settings.fetchTime().base();
        Duration attempt = base.dividedBy(2);
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .region(Region.of(settings.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(attempt)
                        .socketTimeout(attempt))
                // Unnecessary, because the content is checked against the reference's SHA-256.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                // Signs whole bodies, because many stores do not support signed chunks.
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .overrideConfiguration(limits -> limits.apiCallTimeout(base)
                        .apiCallAttemptTimeout(attempt)
                        .retryStrategy(retries));
        settings.endpoint().ifPresent(url -> builder.endpointOverride(url).forcePathStyle(true));
        return builder.build();
    }

    @Override
    public void close() {
        once.close();
        retrying.close();
    }
}
