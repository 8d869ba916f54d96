package org.robustdx.stream.cli;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import picocli.CommandLine.Option;

/** Options for the object store with image content. */
final class ObjectStoreOptions {
    @Option(
            names = "--object-root",
            paramLabel = "s3://BUCKET[/PREFIX]",
            split = ",",
            description =
                    "Bucket, or folder in it, below which content references (s3: URIs) may name objects; may be repeated"
                            + " (default: none, all are refused). Credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the"
                            + " default AWS chain.")
    private List<String> roots = new ArrayList<>();

    @Option(
            names = "--object-store",
            paramLabel = "URL",
            description = "Endpoint of an S3-compatible store (default: AWS).")
    private Optional<URI> endpoint = Optional.empty();

    @Option(
            names = "--object-region",
            paramLabel = "NAME",
            defaultValue = "us-east-1",
            description = "Region of the store (default: ${DEFAULT-VALUE}).")
    private String region = "";

    @Option(
            names = "--object-timeout",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description =
                    "Maximum time for a small object, including all tries, plus one second per MiB of the size in the"
                            + " reference (default: ${DEFAULT-VALUE}).")
    private int timeout;

    Optional<ObjectStoreSettings> settings() {
        if (roots.isEmpty() && endpoint.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ObjectStoreSettings(
                endpoint, region, roots.stream().map(ObjectRoot::parse).toList(), Duration.ofSeconds(timeout)));
    }
}
