package org.robustdx.stream.diagnosis;

import java.util.List;
import java.util.Optional;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.inference.model.PredictionSets;
import org.robustdx.inference.model.ScopeRule;

/**
 * Which model answers, as diagnoses name it.
 *
 * @param name its file's name without the extension
 * @param version its version from its metadata
 * @param sha256 SHA-256 of its file
 * @param task what it is for
 * @param classes names of its classes, in the order of its outputs
 * @param detectors names of its detectors, in the order of its scores
 * @param roles which of its detectors decide what
 * @param predictionSets how its probabilities become sets of classes; empty where its file does not say
 */
public record ModelIdentity(
        String name,
        String version,
        String sha256,
        String task,
        List<String> classes,
        List<String> detectors,
        DetectorRoles roles,
        Optional<PredictionSets> predictionSets) {
    /** Copies the lists. */
    public ModelIdentity {
        classes = List.copyOf(classes);
        detectors = List.copyOf(detectors);
    }

    /**
     * Which detectors decide what.
     *
     * @param tampering names of the detectors that raise the tampering alarm
     * @param scope names of the detectors that decide whether an image is in scope
     */
    public record DetectorRoles(List<String> tampering, List<String> scope) {
        /** Copies the lists. */
        public DetectorRoles {
            tampering = List.copyOf(tampering);
            scope = List.copyOf(scope);
        }

        /** Returns the roles by a model's calibration. */
        public static DetectorRoles of(Calibration calibration) {
            return new DetectorRoles(
                    calibration.alarms(),
                    calibration.scope().map(ScopeRule::detectors).orElse(List.of()));
        }
    }

    /** Returns the identity of a model whose file says all but its name and version. */
    public static ModelIdentity of(String name, String version, String sha256, ModelMetadata metadata) {
        return new ModelIdentity(
                name,
                version,
                sha256,
                metadata.task(),
                metadata.classes(),
                metadata.detectors(),
                DetectorRoles.of(metadata.calibration()),
                metadata.predictionSets());
    }

    /** Returns the identity of a model without scope detectors and prediction sets, whose detectors all raise the tampering alarm. */
    public ModelIdentity(
            String name, String version, String sha256, String task, List<String> classes, List<String> detectors) {
        this(
                name,
                version,
                sha256,
                task,
                classes,
                detectors,
                new DetectorRoles(detectors, List.of()),
                Optional.empty());
    }

    /** Returns the classes among which the true one probably is, the most probable first; empty without prediction sets. */
    public List<String> predictionSet(float[] probabilities) {
        return predictionSets.map(sets -> sets.of(probabilities)).orElse(List.of());
    }
}
