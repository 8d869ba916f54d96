package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * An ensemble whose logits are the mean of its members' logits (Dong et al., CVPR 2018, section 3.4: fusing logits
 * transfers best).
 */
final class Ensemble implements Classifier {
    private final List<Classifier> members;

    /**
     * Creates an ensemble.
     *
     * @param members at least one model; all have the same number of classes
     * @throws IllegalArgumentException otherwise
     */
    Ensemble(List<? extends Classifier> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException(
                    "source: none (expected: at least 1 model to attack instead of the target)");
        }
        this.members = List.copyOf(members);
        for (Classifier member : members) {
            if (member.classes() != classes()) {
                throw new IllegalArgumentException(
                        "source: a model of " + member.classes() + " classes (expected: " + classes() + ")");
            }
        }
    }

    int size() {
        return members.size();
    }

    @Override
    public int classes() {
        return members.get(0).classes();
    }

    @Override
    public INDArray logits(INDArray pixels) {
        return Means.of(members, member -> member.logits(pixels));
    }

    @Override
    public INDArray logitsGradient(INDArray pixels, INDArray cotangents) {
        return Means.of(members, member -> member.logitsGradient(pixels, cotangents));
    }

    @Override
    public Gradient crossEntropyGradient(INDArray pixels, INDArray targets) {
        if (members.size() == 1) {
            return members.get(0).crossEntropyGradient(pixels, targets);
        }
        INDArray logits = logits(pixels);
        try (INDArray probabilities = Transforms.softmax(logits, true);
                INDArray cotangents = probabilities.sub(targets);
                INDArray likelihoods = probabilities.mul(targets);
                INDArray likelihood = likelihoods.sum(1)) {
            // The probability of the true class may underflow to 0. The offset bounds its logarithm.
            INDArray losses =
                    Transforms.log(likelihood.addi(Float.MIN_NORMAL), true).negi();
            return new Gradient(losses, logits, logitsGradient(pixels, cotangents));
        }
    }
}
