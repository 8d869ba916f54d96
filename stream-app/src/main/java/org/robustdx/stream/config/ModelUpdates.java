package org.robustdx.stream.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How announced models are followed.
 *
 * @param keys public keys (PEM files) by name; an announcement must be signed by one of them; at least one
 * @param root folder below which announcements may name files
 * @param maxBytes maximum size of a model file, 1 to {@link #LARGEST}
 * @param canary folder with images on which a new model is compared with the one in use; empty for the most recent
 *     images
 * @param canaryImages number of images to compare; 0 disables the comparison
 * @param canaryDisagreement maximum share of images whose label may differ, and maximum share whose alarm may differ; 0
 *     to 1
 */
public record ModelUpdates(
        Map<String, Path> keys,
        Path root,
        long maxBytes,
        Optional<Path> canary,
        int canaryImages,
        double canaryDisagreement) {
    /** Maximum size of a file that fits into a Java array. */
    public static final long LARGEST = Integer.MAX_VALUE - 16;

    /** Default of the maximum file size: 512 MiB. */
    public static final long DEFAULT_BYTES = 512L << 20;

    private static final int MOST_IMAGES = 1024;

    public ModelUpdates {
        keys = new TreeMap<>(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("model-key: none (expected: NAME=FILE, at least one)");
        }
        keys.keySet().forEach(name -> {
            if (!name.matches("[A-Za-z0-9._-]{1,128}")) {
                throw new IllegalArgumentException(
                        "model-key: %s (expected: a name of letters, digits, '.', '_' and '-')".formatted(name));
            }
        });
        if (maxBytes < 1 || maxBytes > LARGEST) {
            throw new IllegalArgumentException("max-model-bytes: %d (expected: 1 to %d)".formatted(maxBytes, LARGEST));
        }
        if (canaryImages < 0 || canaryImages > MOST_IMAGES) {
            throw new IllegalArgumentException(
                    "canary-images: %d (expected: 0 to %d)".formatted(canaryImages, MOST_IMAGES));
        }
        if (!(canaryDisagreement >= 0 && canaryDisagreement <= 1)) {
            throw new IllegalArgumentException(
                    "canary-disagreement: %s (expected: 0 to 1)".formatted(canaryDisagreement));
        }
    }

    /** Returns the settings as lines to print. */
    public List<String> shown() {
        return List.of(
                "model-key = " + keys,
                "model-root = " + root,
                "max-model-bytes = " + maxBytes,
                "canary = " + canary.map(Path::toString).orElse("(the most recent images)"),
                "canary-images = " + canaryImages,
                "canary-disagreement = " + canaryDisagreement);
    }
}
