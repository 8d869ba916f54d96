package org.robustdx.trainer.model;

import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * The decoder of the embedded auto-encoder: from the features of an early stage back to the clean image, by small
 * residual blocks with transposed convolutions, which mirror the encoder (Xue et al., MICCAI 2019). No convolution runs at the full
 * side, where it would cost more than all the rest.
 */
public final class Decoder {
    private Decoder() {}

    /**
     * Adds the decoder to a graph.
     *
     * @param code of {@code in} channels, in the layout inside
     * @param stage of the backbone that {@code code} is of: 1 for a quarter of the image's sides, 2 for an eighth, and so on
     * @return {@code [N,channels,H,W]} in (0,1)
     */
    public static SDVariable forward(Layers layers, SDVariable code, int in, int stage, int channels) {
        SDVariable h = code;
        int from = in;
        for (int up = stage; up > 1; up--) {
            int to = Math.max(4, from / 2);
            h = layers.residualUp("decoder.up" + up, h, from, to);
            from = to;
        }
        int half = Math.max(4, from / 2);
        h = layers.residualUp("decoder.up", h, from, half);
        h = layers.residual("decoder.refine", h, half, half, 1);
        return layers.sd().nn().sigmoid(layers.leave(layers.upconv("decoder.image", h, half, channels, 3)));
    }
}
