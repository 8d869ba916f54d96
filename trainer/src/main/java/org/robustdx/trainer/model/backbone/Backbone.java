package org.robustdx.trainer.model.backbone;

import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/** A network that turns a normalised image into features. */
public interface Backbone {

    /**
     * What a backbone sees in an image.
     *
     * @param early of {@code earlyChannels} and a quarter of the image's sides: where the decoder hangs
     * @param earlyChannels channels of {@code early}
     * @param pooled {@code [N,pooledSize]}: high-level features, averaged over space
     * @param pooledSize how many high-level features there are
     */
    record Features(SDVariable early, int earlyChannels, SDVariable pooled, int pooledSize) {}

    /**
     * Adds the backbone to a graph.
     *
     * @param layers the graph and its weights
     * @param x of {@code channels} and side {@code imageSize}, normalised, in the layout of {@code layers}
     * @param channels of {@code x}
     * @param width channels of the first stage
     * @param imageSize side of {@code x}
     */
    Features forward(Layers layers, SDVariable x, int channels, int width, int imageSize);
}
