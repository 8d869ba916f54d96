package org.robustdx.trainer.defend;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.nn.Layers;

/**
 * What a training step does to make the model robust, in addition to the training method. A defence adds images to the
 * batch, distributes the weight of the cross-entropy, may change the targets and the temperature of the cross-entropy,
 * and may add a penalty on logits and features to the loss. {@link DefenceOptions#create} gives it the fixed models
 * that it uses. A defence that is a network in front of the classifier is a
 * front, not a defence of this kind.
 */
public interface Defence {

    /** Returns the name on the command line, such as {@code trades}. */
    String name();

    /** Returns the number of adversarial images per clean image, 0 or more. */
    int copies();

    /** Returns the weight of a clean image's cross-entropy, 0 to 1. Its adversarial copies share the rest equally. */
    double cleanShare();

    /**
     * What the model computes for a group of images of the batch.
     *
     * @param logits {@code [n,K]}
     * @param features {@code [n,F]}: high-level features, each vector of mean square 1
     */
    record View(SDVariable logits, SDVariable features) {}

    /** Returns the divisor of the logits in the cross-entropy, at least 1. */
    default double temperature() {
        return 1;
    }

    /**
     * Returns whether {@link #retarget} replaces the targets. If it does, the logits are not shifted by the frequency
     * of the classes, because the targets are not the labels.
     */
    default boolean retargets() {
        return false;
    }

    /** Returns whether this defence has a {@link #penalty}. */
    default boolean penalises() {
        return false;
    }

    /**
     * Returns the images that are added to the batch.
     *
     * @param model the model before this step
     * @param clean {@code [n,C,H,W]} in [0,1]
     * @param labels true class of each image
     * @param progress share of the training that is completed, 0 to below 1
     * @param seed seed of all random choices
     * @return {@code [copies·n,C,H,W]}: the first copy of each image, then the second copies, and so on; the caller
     *     owns the array
     */
    INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed);

    /**
     * Changes the targets of the clean images and of their copies, for example for distillation.
     *
     * @param clean {@code [n,C,H,W]} in [0,1]
     * @param targets {@code [n][K]}: a distribution over the classes for each image; may be modified
     */
    default void retarget(INDArray clean, float[][] targets) {}

    /**
     * Returns the term that is added to the loss.
     *
     * @param clean what the model computes for the clean images
     * @param adversarial what it computes for the first adversarial copy of each
     * @return a scalar
     */
    default SDVariable penalty(Layers layers, View clean, View adversarial) {
        throw new UnsupportedOperationException(name() + " adds nothing to the loss");
    }
}
