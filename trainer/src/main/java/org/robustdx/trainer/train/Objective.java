package org.robustdx.trainer.train;

import java.util.List;
import org.robustdx.trainer.common.Bounds;

/**
 * The loss of a training step: cross-entropy on the clean image and its noisy copies, plus {@code featureWeight} × MSE between the high-level
 * features of a noisy copy and those of its clean image, plus {@code reconstructionWeight} × MSE between the decoder's output and the clean image
 * (the loss of Xue et al., MICCAI 2019).
 *
 * @param copies noisy copies of each image in a batch, k ≥ 0
 * @param featureWeight k1 ≥ 0; 0 for no feature loss
 * @param reconstructionWeight k2 ≥ 0
 * @param featureStages stages of the backbone whose features the loss compares, counted from 1, all with the same weight; empty for the last stage
 *     only, as in the paper
 * @param decoderTeachesEncoder whether the gradient of the reconstruction reaches the shared lower stages; otherwise the decoder does not influence
 *     the classifier
 */
public record Objective(
        int copies,
        double featureWeight,
        List<Integer> featureStages,
        double reconstructionWeight,
        boolean decoderTeachesEncoder) {
    private static final double LARGEST_WEIGHT = 1e6;

    public Objective {
        featureStages = List.copyOf(featureStages);
        if (featureStages.stream().distinct().count() < featureStages.size()) {
            throw new IllegalArgumentException("feature-stages: " + featureStages + " (expected: none of them twice)");
        }
        Bounds.require("copies", copies, 0, 16);
        Bounds.requireFrom("feature-weight", featureWeight, 0, LARGEST_WEIGHT);
        Bounds.requireFrom("reconstruction-weight", reconstructionWeight, 0, LARGEST_WEIGHT);
    }

    /** Checks that a network with this number of stages has all stages that the loss compares. */
    public void requireStages(int stages) {
        if (featureStages.stream().anyMatch(stage -> stage < 1 || stage > stages)) {
            throw new IllegalArgumentException(
                    "feature-stages: " + featureStages + " (expected: from 1 to " + stages + ")");
        }
    }
}
