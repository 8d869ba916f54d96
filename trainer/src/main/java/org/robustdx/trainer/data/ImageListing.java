package org.robustdx.trainer.data;

import java.util.List;

/**
 * The content of a data folder.
 *
 * @param classes names of the classes; a sample's label is an index into them
 * @param samples the usable images, in a fixed order
 * @param bad rows and files that cannot be used, with the reason
 */
public record ImageListing(List<String> classes, List<Sample> samples, List<BadItem> bad) {
    public ImageListing {
        classes = List.copyOf(classes);
        samples = List.copyOf(samples);
        bad = List.copyOf(bad);
        for (Sample s : samples) {
            if (s.label() >= classes.size()) {
                throw new IllegalArgumentException(
                        "label: " + s.label() + " (expected: 0 <= label < " + classes.size() + ")");
            }
        }
    }
}
