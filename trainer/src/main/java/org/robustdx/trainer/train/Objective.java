package org.robustdx.trainer.train;

import java.util.List;
import org.robustdx.trainer.common.Bounds;

/**
 * What a training step minimises: cross-entropy on the clean image and its noisy copies, plus {@code featureWeight} × MSE between the
 * high-level features of a noisy copy and those of its clean image, plus {@code reconstructionWeight} × MSE between the decoder's
 * output and the clean image (the loss of Xue et al., MICCAI 2019).
 *
 * @param copies noisy copies of each image in a batch, k ≥ 0
 * @param featureWeight k1 ≥ 0; 0 leaves the features alone
 * @param reconstructionWeight k2 ≥ 0
 * @param featureStages stages of the backbone whose features are drawn together, counted from 1, each as much as another; empty for the last
 *     alone, as in the paper
 * @param decoderTeachesEncoder whether the reconstruction's gradient reaches the shared lower stages; without it the decoder is trained
 *     beside the classifier and does not influence it
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

    /** Refuses stages that a network with this number of stages does not have. */
    public void requireStages(int stages) {
        if (featureStages.stream().anyMatch(stage -> stage < 1 || stage > stages)) {
            throw new IllegalArgumentException(
                    "feature-stages: " + featureStages + " (expected: from 1 to " + stages + ")");
        }
    }
}
