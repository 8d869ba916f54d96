package org.robustdx.stream.diagnosis;

import java.util.List;
import java.util.Optional;
import org.robustdx.inference.model.PredictionSets;

/**
 * Which model answers, as diagnoses name it.
 *
 * @param name its file's name without the extension
 * @param version its version from its metadata
 * @param sha256 SHA-256 of its file
 * @param task what it is for
 * @param classes names of its classes, in the order of its outputs
 * @param detectors names of its detectors, in the order of its scores
 * @param predictionSets how its probabilities become sets of classes; empty where its file does not say
 */
public record ModelIdentity(
        String name,
        String version,
        String sha256,
        String task,
        List<String> classes,
        List<String> detectors,
        Optional<PredictionSets> predictionSets) {
    /** Copies the lists. */
    public ModelIdentity {
        classes = List.copyOf(classes);
        detectors = List.copyOf(detectors);
    }

    /** Returns the identity of a model without prediction sets. */
    public ModelIdentity(
            String name, String version, String sha256, String task, List<String> classes, List<String> detectors) {
        this(name, version, sha256, task, classes, detectors, Optional.empty());
    }

    /** Returns the classes among which the true one probably is, the most probable first; empty without prediction sets. */
    public List<String> predictionSet(float[] probabilities) {
        return predictionSets.map(sets -> sets.of(probabilities)).orElse(List.of());
    }
}
