package org.robustdx.stream.diagnosis;

import java.util.List;

/**
 * Which model answers, as diagnoses name it.
 *
 * @param name its file's name without the extension
 * @param version its version from its metadata
 * @param sha256 SHA-256 of its file
 * @param task what it is for
 * @param classes names of its classes, in the order of its outputs
 * @param detectors names of its detectors, in the order of its scores
 */
public record ModelIdentity(
        String name, String version, String sha256, String task, List<String> classes, List<String> detectors) {
    public ModelIdentity {
        classes = List.copyOf(classes);
        detectors = List.copyOf(detectors);
    }
}
