package org.robustdx.stream.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.robustdx.stream.config.ModelUpdates;
import picocli.CommandLine.Option;

/** Whether and how announced models are followed. */
final class ModelUpdateOptions {
    @Option(
            names = "--model-key",
            paramLabel = "NAME=FILE",
            split = ",",
            description = "Follow announced models that are signed with this key: an Ed25519 public key in PEM;"
                    + " repeatable. Without one the model stays as it is.")
    private Map<String, Path> keys = new TreeMap<>();

    @Option(
            names = "--model-root",
            paramLabel = "DIR",
            description = "Folder that announcements (file: URIs) may lead into; needed with --model-key.")
    private Optional<Path> root = Optional.empty();

    @Option(
            names = "--max-model-bytes",
            paramLabel = "BYTES",
            defaultValue = "" + ModelUpdates.DEFAULT_BYTES,
            description = "Largest announced model that is loaded (default: ${DEFAULT-VALUE}).")
    private long maxBytes;

    @Option(
            names = "--canary",
            paramLabel = "DIR",
            description = "Images on which a new model is compared with the one in use (default: the last ones that"
                    + " came).")
    private Optional<Path> canary = Optional.empty();

    @Option(
            names = "--canary-images",
            paramLabel = "N",
            defaultValue = "32",
            description = "Compare on so many; 0: do not compare (default: ${DEFAULT-VALUE}).")
    private int canaryImages;

    @Option(
            names = "--canary-disagreement",
            paramLabel = "P",
            defaultValue = "0.1",
            description = "Share of them whose label may change, and whose alarm may (default: ${DEFAULT-VALUE}).")
    private double canaryDisagreement;

    @Option(
            names = "--shadow",
            paramLabel = "FILE",
            description = "A second model that reads the same images, decides nothing, and publishes to a topic of its"
                    + " own.")
    private Optional<Path> shadow = Optional.empty();

    Optional<ModelUpdates> updates() {
        if (keys.isEmpty() && root.isEmpty()) {
            return Optional.empty();
        }
        if (root.isEmpty()) {
            throw new IllegalArgumentException("model-root: none (expected: a folder, as there is a --model-key)");
        }
        return Optional.of(new ModelUpdates(keys, root.get(), maxBytes, canary, canaryImages, canaryDisagreement));
    }

    Optional<Path> shadow() {
        return shadow;
    }
}
