package org.robustdx.trainer.attack;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A differentiable model under attack, in the space of its {@code pixels} tensor. Who asks owns the arrays that come back, and closes
 * them.
 */
public interface Classifier {

    /**
     * The loss of a batch of images and where it grows.
     *
     * @param losses {@code [N]}, in nats
     * @param logits {@code [N,K]}
     * @param byPixels {@code [N,C,H,W]}: gradient of each image's own loss by its pixels
     */
    record Gradient(INDArray losses, INDArray logits, INDArray byPixels) {}

    /** Returns the number of classes K. */
    int classes();

    /** Returns logits {@code [N,K]} of {@code pixels} {@code [N,C,H,W]} in [0,1]. */
    INDArray logits(INDArray pixels);

    /**
     * Returns the gradient of each image's cross-entropy by its pixels.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param targets {@code [N,K]}: a distribution over the classes for each image; one-hot for a label
     */
    Gradient crossEntropyGradient(INDArray pixels, INDArray targets);

    /**
     * Returns the gradient of a weighted sum of each image's logits by its pixels (vector-Jacobian product), from which the gradient of
     * any loss of the logits follows: with the loss's derivatives by the logits as weights.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param cotangents {@code [N,K]}: the weight of each logit
     * @return {@code [N,C,H,W]}
     */
    INDArray logitsGradient(INDArray pixels, INDArray cotangents);
}
