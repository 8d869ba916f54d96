package org.robustdx.gateway.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.robustdx.gateway.app.GatewayConfig;
import org.robustdx.gateway.intake.ContentBucket;
import picocli.CommandLine.Option;

/** The options that say where images over the size limit are kept. They are called as those of {@code stream}. */
final class ClaimCheckOptions {
    @Option(
            names = "--content-root",
            paramLabel = "DIR",
            description =
                    "Folder for images over --max-image-bytes, whose events refer to them; the app's --content-root"
                            + " must be the same folder under the same path (default: refuse them).")
    private Optional<Path> contentRoot = Optional.empty();

    @Option(
            names = "--object-root",
            paramLabel = "s3://BUCKET[/PREFIX]",
            description =
                    "Bucket, or folder in it, for images over --max-image-bytes, instead of --content-root; one of the"
                            + " app's --object-root must be the same. Credentials: AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY, or the default AWS chain.")
    private Optional<String> objectRoot = Optional.empty();

    @Option(
            names = "--object-store",
            paramLabel = "URL",
            description = "Endpoint of an S3-compatible store (default: AWS).")
    private Optional<URI> objectStore = Optional.empty();

    @Option(
            names = "--object-region",
            paramLabel = "NAME",
            defaultValue = "us-east-1",
            description = "Region of the store (default: ${DEFAULT-VALUE}).")
    private String region = "";

    Optional<GatewayConfig.ClaimCheck> claimCheck() {
        if (contentRoot.isPresent() && objectRoot.isPresent()) {
            throw new IllegalArgumentException(
                    "object-root: given (expected: --content-root or --object-root, not both)");
        }
        if (objectStore.isPresent() && objectRoot.isEmpty()) {
            throw new IllegalArgumentException(
                    "object-root: missing (expected: s3://BUCKET[/PREFIX], with --object-store)");
        }
        return objectRoot
                .<GatewayConfig.ClaimCheck>map(root -> new GatewayConfig.Bucket(
                        new ContentBucket.Settings(objectStore, region, ContentBucket.Root.parse(root))))
                .or(() -> contentRoot.map(GatewayConfig.Folder::new));
    }
}
