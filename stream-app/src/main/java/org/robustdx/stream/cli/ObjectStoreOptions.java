package org.robustdx.stream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private ObjectStoreAccess access = new ObjectStoreAccess();

    Optional<ObjectStoreSettings> settings() {
        if (roots.isEmpty() && !access.isGiven()) {
            return Optional.empty();
        }
        return Optional.of(access.settings(roots.stream().map(ObjectRoot::parse).toList()));
    }
}
