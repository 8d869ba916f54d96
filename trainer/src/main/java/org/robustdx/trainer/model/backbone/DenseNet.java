package org.robustdx.trainer.model.backbone;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * DenseNet-BC: each layer sees what all layers of its block before it said, and adds {@code width / 2} channels; between blocks a 1×1
 * convolution halves the channels and mean-pooling the sides. Blocks have 4, 8 and then 12 layers. A stage ends with
 * its 1×1 convolution, before the pooling. A relu follows each convolution, where the original has batch normalisation and a relu before it.
 */
final class DenseNet implements Backbone {
    private static final int LAYERS = 4;
    private static final int MOST_LAYERS = 12;
    /** Channels between the two convolutions of a layer, for each that it adds. */
    private static final int BOTTLENECK = 4;

    @Override
    public List<Stage> forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        int growth = width / 2;
        SDVariable h = layers.maxPool(layers.convRelu("stem", x, channels, width, 3, 2), 3, 2);
        List<Stage> stages = new ArrayList<>();
        int in = width;
        for (int stage = 1; stage <= Stages.count(imageSize); stage++) {
            String name = "stage" + stage;
            if (stage > 1) {
                h = layers.convRelu(name + ".transition", h, in, in / 2, 1, 1);
                in /= 2;
                stages.add(new Stage(h, in));
                h = layers.averagePool(h, 2, 2);
            }
            for (int layer = 1; layer <= Math.min(LAYERS * stage, MOST_LAYERS); layer++) {
                String of = name + ".layer" + layer;
                SDVariable inner = layers.convRelu(of + ".reduce", h, in, BOTTLENECK * growth, 1, 1);
                h = layers.concat(h, layers.convRelu(of + ".conv", inner, BOTTLENECK * growth, growth, 3, 1));
                in += growth;
            }
        }
        stages.add(new Stage(h, in));
        return stages;
    }
}
