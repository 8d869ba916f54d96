package org.robustdx.trainer.attack;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A differentiable model under attack, whose input is the {@code pixels} tensor. The caller owns the returned arrays
 * and must close them.
 */
public interface Classifier {

    /**
     * Losses of a batch of images, with their gradients.
     *
     * @param losses {@code [N]}, in nats
     * @param logits {@code [N,K]}
     * @param byPixels {@code [N,C,H,W]}: gradient of each image's loss with respect to its pixels
     */
    record Gradient(INDArray losses, INDArray logits, INDArray byPixels) {}

    /** Returns the number of classes K. */
    int classes();

    /** Returns the logits {@code [N,K]} of {@code pixels} {@code [N,C,H,W]} in [0,1]. */
    INDArray logits(INDArray pixels);

    /**
     * Returns the gradient of each image's cross-entropy with respect to its pixels.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param targets {@code [N,K]}: a distribution over the classes for each image; one-hot for a label
     */
    Gradient crossEntropyGradient(INDArray pixels, INDArray targets);

    /**
     * Returns the gradient of a weighted sum of each image's logits with respect to its pixels (vector-Jacobian
     * product). With the derivatives of a loss with respect to the logits as weights, this is the gradient of the loss.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param cotangents {@code [N,K]}: the weight of each logit
     * @return {@code [N,C,H,W]}
     */
    INDArray logitsGradient(INDArray pixels, INDArray cotangents);
}
