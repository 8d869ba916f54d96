package org.robustdx.lab.graph;

import java.nio.file.Path;

/**
 * What {@code bench graph} measures.
 *
 * @param model the ONNX file
 * @param images folder of images, which decides how many images the app would run twice
 * @param batch number of images in each call of the model, 1 to {@link #LARGEST_BATCH}
 * @param rounds blocks of about 0.1 s that are measured of the file and of its classifier, 1 to {@link #MOST_ROUNDS}
 */
public record GraphSettings(Path model, Path images, int batch, int rounds) {
    /** Maximum batch size. */
    public static final int LARGEST_BATCH = 1024;

    /** Maximum number of rounds. */
    public static final int MOST_ROUNDS = 10_000;

    /** @throws IllegalArgumentException if a number is out of its range */
    public GraphSettings {
        inRange("batch", batch, LARGEST_BATCH);
        inRange("rounds", rounds, MOST_ROUNDS);
    }

    private static void inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s: %d (expected: 1 to %d)".formatted(name, value, most));
        }
    }
}
