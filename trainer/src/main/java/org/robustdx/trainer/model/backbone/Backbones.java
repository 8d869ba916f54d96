package org.robustdx.trainer.model.backbone;

import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/** The backbones that there are. */
public enum Backbones implements Backbone {
    /** Residual network of basic blocks, two a stage (ResNet-18 of He et al., 2016, with as many stages as the image has room for). */
    RESNET(new ResNet());

    private final Backbone backbone;

    Backbones(Backbone backbone) {
        this.backbone = backbone;
    }

    @Override
    public Features forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        return backbone.forward(layers, x, channels, width, imageSize);
    }
}
