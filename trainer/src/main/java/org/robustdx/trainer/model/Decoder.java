package org.robustdx.trainer.model;

import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * The decoder of the embedded auto-encoder: from features at a quarter of the image's side back to the clean image, by small
 * residual blocks with transposed convolutions, which mirror the encoder (Xue et al., MICCAI 2019). No convolution runs at the full
 * side, where it would cost more than all the rest.
 */
final class Decoder {
    private Decoder() {}

    /**
     * Adds the decoder to a graph.
     *
     * @param early of {@code in} channels and a quarter of the image's sides, in the layout inside
     * @return {@code [N,channels,H,W]} in (0,1)
     */
    static SDVariable forward(Layers layers, SDVariable early, int in, int channels) {
        int half = Math.max(4, in / 2);
        SDVariable h = layers.residualUp("decoder.up", early, in, half);
        h = layers.residual("decoder.refine", h, half, half, 1);
        return layers.sd().nn().sigmoid(layers.leave(layers.upconv("decoder.image", h, half, channels, 3)));
    }
}
