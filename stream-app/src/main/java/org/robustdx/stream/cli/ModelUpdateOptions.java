package org.robustdx.stream.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.robustdx.stream.config.ModelUpdates;
import picocli.CommandLine.Option;

/** Options for model updates and for the shadow model. */
final class ModelUpdateOptions {
    @Option(
            names = "--model-key",
            paramLabel = "NAME=FILE",
            split = ",",
            description = "Follow announced models that are signed with this key: an Ed25519 public key (PEM);"
                    + " may be repeated (default: none, announcements are ignored).")
    private Map<String, Path> keys = new TreeMap<>();

    @Option(
            names = "--model-root",
            paramLabel = "DIR",
            description = "Folder below which announcements (file: URIs) may name files; required with --model-key.")
    private Optional<Path> root = Optional.empty();

    @Option(
            names = "--max-model-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + ModelUpdates.DEFAULT_BYTES,
            description = "Maximum size of an announced model (default: ${DEFAULT-VALUE}).")
    private long maxBytes;

    @Option(
            names = "--canary",
            paramLabel = "DIR",
            description = "Folder of images on which a new model is compared with the one in use (default: the most"
                    + " recent images).")
    private Optional<Path> canary = Optional.empty();

    @Option(
            names = "--canary-images",
            paramLabel = "N",
            defaultValue = "32",
            description = "Number of images to compare; 0 disables the comparison (default: ${DEFAULT-VALUE}).")
    private int canaryImages;

    @Option(
            names = "--canary-disagreement",
            paramLabel = "P",
            defaultValue = "0.1",
            description =
                    "Maximum share of these images whose label may differ, and whose alarm may differ (default: ${DEFAULT-VALUE}).")
    private double canaryDisagreement;

    @Option(
            names = "--shadow",
            paramLabel = "FILE",
            description =
                    "A second model that diagnoses the same images for comparison only, and publishes to a separate"
                            + " topic (default: none).")
    private Optional<Path> shadow = Optional.empty();

    Optional<ModelUpdates> updates() {
        if (keys.isEmpty() && root.isEmpty()) {
            return Optional.empty();
        }
        if (root.isEmpty()) {
            throw new IllegalArgumentException("model-root: none (expected: a folder, because of --model-key)");
        }
        return Optional.of(new ModelUpdates(keys, root.get(), maxBytes, canary, canaryImages, canaryDisagreement));
    }

    Optional<Path> shadow() {
        return shadow;
    }
}
