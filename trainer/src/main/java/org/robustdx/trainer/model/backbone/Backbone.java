package org.robustdx.trainer.model.backbone;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/** A network that turns a normalised image into features. */
public interface Backbone {

    /**
     * What a stage of a backbone sees in an image.
     *
     * @param images of {@code channels}, in the layout of the graph
     * @param channels of {@code images}
     */
    record Stage(SDVariable images, int channels) {}

    /**
     * Adds the backbone to a graph.
     *
     * @param layers the graph and its weights
     * @param x of {@code channels} and side {@code imageSize}, normalised, in the layout of {@code layers}
     * @param channels of {@code x}
     * @param width channels of the first stage
     * @param imageSize side of {@code x}
     * @return the stages, {@link Stages#count} of them: the first of a quarter of the image's sides, each further one of half the sides of the
     *     one before
     */
    List<Stage> forward(Layers layers, SDVariable x, int channels, int width, int imageSize);
}
