package org.robustdx.trainer.data;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One image of a data folder, before it is read.
 *
 * @param id name of the image within the folder, with {@code /} between its parts
 * @param file file with its content
 * @param label index of its class
 * @param group the patient or lesion it comes from; all images of a group are in the same part of a split
 * @param origin file or table row that messages refer to; holds no patient identifier if the layout has a table
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
