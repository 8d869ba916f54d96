package org.robustdx.trainer.detect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A score of how suspicious an image is, computed inside the served graph. It uses differentiable operations only, so
 * that an attack that knows the detector can use its gradients.
 */
public interface Detector {

    /**
     * What a front, a network before the classifier, did to the images.
     *
     * @param repaired {@code [N,C,H,W]} in [0,1]: what the classifier sees
     * @param logitsWithout {@code [N,K]}: logits of the image as it came, past the front; a file holds
     *     them only if one of its detectors uses them
     */
    record Repair(SDVariable repaired, Optional<SDVariable> logitsWithout) {}

    /**
     * The model's results for an image and for its reconstruction.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param logits {@code [N,K]}
     * @param features {@code [N,F]}: high-level features, each vector with mean square 1
     * @param denoised {@code [N,C,H,W]} in [0,1]: the decoder's reconstruction of {@code pixels}
     * @param logitsOfDenoised {@code [N,K]}
     * @param featuresOfDenoised {@code [N,F]}
     * @param scores scores of the preceding detectors, {@code [N,1]} each, by name
     * @param stages the stages of the backbone, from first to last, each averaged over 2×2 cells: {@code [N,4·C]},
     *     channel by channel
     * @param repair what the front did, in a model with a front
     */
    record Readings(
            SDVariable pixels,
            SDVariable logits,
            SDVariable features,
            SDVariable denoised,
            SDVariable logitsOfDenoised,
            SDVariable featuresOfDenoised,
            Map<String, SDVariable> scores,
            List<SDVariable> stages,
            Optional<Repair> repair) {
        public Readings {
            scores = Map.copyOf(scores);
            stages = List.copyOf(stages);
        }

        /** Creates readings of a model without a front. */
        public Readings(
                SDVariable pixels,
                SDVariable logits,
                SDVariable features,
                SDVariable denoised,
                SDVariable logitsOfDenoised,
                SDVariable featuresOfDenoised,
                Map<String, SDVariable> scores,
                List<SDVariable> stages) {
            this(
                    pixels,
                    logits,
                    features,
                    denoised,
                    logitsOfDenoised,
                    featuresOfDenoised,
                    scores,
                    stages,
                    Optional.empty());
        }

        /**
         * Returns the readings across the front: the image as it came and as the front repaired it, in place of the
         * image and its reconstruction.
         *
         * @throws IllegalArgumentException if the model has no front
         */
        Readings acrossFront() {
            Repair front = repair.orElseThrow(
                    () -> new IllegalArgumentException("front: none (expected: a model with a front)"));
            return new Readings(
                    pixels,
                    front.logitsWithout().orElse(logits),
                    features,
                    front.repaired(),
                    logits,
                    features,
                    scores,
                    stages,
                    repair);
        }

        /** Creates readings without stages, for detectors that do not use them. */
        public Readings(
                SDVariable pixels,
                SDVariable logits,
                SDVariable features,
                SDVariable denoised,
                SDVariable logitsOfDenoised,
                SDVariable featuresOfDenoised,
                Map<String, SDVariable> scores) {
            this(pixels, logits, features, denoised, logitsOfDenoised, featuresOfDenoised, scores, List.of());
        }
    }

    /** Returns the name of the score in the exported file. */
    String id();

    /** Returns whether the score is a logarithm. Other scores are non-negative, except for rounding. */
    default boolean logarithmic() {
        return false;
    }

    /** Returns the score, {@code [N,1]}; higher is more suspicious. */
    SDVariable score(SameDiff sd, Readings readings);
}
