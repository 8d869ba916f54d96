package org.robustdx.trainer.model;

import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * The decoder of the embedded auto-encoder: from features at a quarter of the image's side back to the clean image, by two small
 * residual blocks of transposed convolutions (Xue et al., MICCAI 2019).
 */
final class Decoder {
    private Decoder() {}

    /**
     * Adds the decoder to a graph.
     *
     * @param early {@code [N,in,H/4,W/4]}
     * @return {@code [N,channels,H,W]} in (0,1)
     */
    static SDVariable forward(Layers layers, SDVariable early, int in, int channels) {
        int half = Math.max(4, in / 2);
        int quarter = Math.max(4, in / 4);
        SDVariable h = layers.residualUp("decoder.block1", early, in, half);
        h = layers.residualUp("decoder.block2", h, half, quarter);
        return layers.sd().nn().sigmoid(layers.conv("decoder.image", h, quarter, channels, 3, 1));
    }
}
