package org.robustdx.trainer.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The examples of a training step: n images in each of g = {@link StepLayout#groups} groups. Holds native memory, which {@code close} releases.
 *
 * @param pixels {@code [g·n,C,H,W]} in [0,1], each group in the order of the clean images
 * @param clean {@code [n,C,H,W]}, the target of the decoder for each group
 * @param targets {@code [g·n,K]}: distributions over the classes, multiplied by the weight of the image
 */
public record Examples(INDArray pixels, INDArray clean, INDArray targets) implements AutoCloseable {
    @Override
    public void close() {
        pixels.close();
        clean.close();
        targets.close();
    }
}
