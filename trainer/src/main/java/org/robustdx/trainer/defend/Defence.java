package org.robustdx.trainer.defend;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.nn.Layers;

/**
 * What a training step does to make the model robust, in addition to the training method. A defence adds images to the
 * batch, distributes the weight of the cross-entropy, may change the targets, and may add a penalty to the loss. A
 * defence that is a network in front of the classifier belongs in the model; its guidance is a penalty here.
 */
public interface Defence {

    /** Returns the name on the command line, such as {@code trades}. */
    String name();

    /** Returns the number of adversarial images per clean image, 0 or more. */
    int copies();

    /** Returns the weight of a clean image's cross-entropy, 0 to 1. Its adversarial copies share the rest equally. */
    double cleanShare();

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
     * @param clean logits of the clean images, {@code [n,K]}
     * @param adversarial logits of the first adversarial copy of each, {@code [n,K]}
     * @return a scalar
     */
    default SDVariable penalty(Layers layers, SDVariable clean, SDVariable adversarial) {
        throw new UnsupportedOperationException(name() + " adds nothing to the loss");
    }
}
