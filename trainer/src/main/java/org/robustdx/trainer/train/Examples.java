package org.robustdx.trainer.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a training step learns from, g = {@link StepLayout#groups} times n images; native memory, given back on close.
 *
 * @param pixels {@code [g·n,C,H,W]} in [0,1], each group in the order of the clean images
 * @param clean {@code [n,C,H,W]}: what the decoder is to say of each group
 * @param targets {@code [g·n,K]}: distributions over the classes, times the weight of the image
 */
public record Examples(INDArray pixels, INDArray clean, INDArray targets) implements AutoCloseable {
    @Override
    public void close() {
        pixels.close();
        clean.close();
        targets.close();
    }
}
