package org.robustdx.trainer.data;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One image of a data folder, not yet read.
 *
 * @param id name of the image within the folder, with {@code /} between its parts
 * @param file where its content lies
 * @param label index of its class
 * @param group the patient or lesion it comes from: images of one group never go to different splits
 * @param origin where a person looks when something is wrong with it (a file, or a row of a table); safe to show, so it
 *     holds no patient identifier where the layout has a table to point into
 */
public record Sample(String id, Path file, int label, String group, String origin) {
    public Sample {
        Objects.requireNonNull(file, "file");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id: empty (expected: a name)");
        }
        if (label < 0) {
            throw new IllegalArgumentException("label: " + label + " (expected: >= 0)");
        }
        if (group.isEmpty()) {
            throw new IllegalArgumentException("group: empty (expected: a name)");
        }
        Objects.requireNonNull(origin, "origin");
    }
}
