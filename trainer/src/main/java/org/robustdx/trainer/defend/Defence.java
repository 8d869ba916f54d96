package org.robustdx.trainer.defend;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.nn.Layers;

/**
 * What a training step does so that the model withstands attacks, beside the method by which it learns: a defence adds images to the batch,
 * says whose cross-entropy counts, may change the targets, and may add to the loss. A defence that is a network in front of the classifier
 * belongs into the model; its guidance is a penalty here.
 */
public interface Defence {

    /** Returns the name by which people choose this defence, such as {@code trades}. */
    String name();

    /** Returns how many adversarial images are made of each clean one, 0 or more. */
    int copies();

    /**
     * Returns the share of its cross-entropy that a clean image keeps, 0 to 1; the adversarial images made of it bear the rest, each as much
     * as another.
     */
    double cleanShare();

    /** Returns whether {@link #penalty} is more than 0 for some image. */
    default boolean penalises() {
        return false;
    }

    /**
     * Returns the images that the batch gets beside the clean ones.
     *
     * @param model as it is before this step
     * @param clean {@code [n,C,H,W]} in [0,1]
     * @param labels true class of each of them
     * @param progress share of the training that is done, 0 to below 1
     * @param seed of every random choice made here
     * @return {@code [copies·n,C,H,W]}: the first copy of each image, then the second, and so on; an array that is the caller's
     */
    INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed);

    /**
     * Changes what the clean images and all that is made of them are to be read as, such as for distillation.
     *
     * @param clean {@code [n,C,H,W]} in [0,1]
     * @param targets {@code [n][K]}: a distribution over the classes for each image, which may be written to
     */
    default void retarget(INDArray clean, float[][] targets) {}

    /**
     * Returns what is added to the loss.
     *
     * @param clean logits of the clean images, {@code [n,K]}
     * @param adversarial logits of the first adversarial copy of each, {@code [n,K]}
     * @return a scalar
     */
    default SDVariable penalty(Layers layers, SDVariable clean, SDVariable adversarial) {
        throw new UnsupportedOperationException(name() + " adds nothing to the loss");
    }
}
