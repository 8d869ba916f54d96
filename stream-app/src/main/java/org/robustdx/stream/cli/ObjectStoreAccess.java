package org.robustdx.stream.cli;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import picocli.CommandLine.Option;

/** Options that say where an object store is. */
final class ObjectStoreAccess {
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

    boolean isGiven() {
        return endpoint.isPresent();
    }

    ObjectStoreSettings settings(List<ObjectRoot> roots) {
        return new ObjectStoreSettings(endpoint, region, roots, Duration.ofSeconds(timeout));
    }
}
