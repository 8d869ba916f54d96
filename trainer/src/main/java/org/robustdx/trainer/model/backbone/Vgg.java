package org.robustdx.trainer.model.backbone;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * VGG-16: 3×3 convolutions, two or three a stage, between max-pooling of 2×2. Its first stage, at the full side, is left out: the first
 * convolution of the second has a stride of 2 instead. He's initialisation keeps the scale of what passes a convolution and its relu,
 * so that it trains without normalisation (He et al., 2015).
 */
final class Vgg implements Backbone {
    @Override
    public List<Stage> forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        int in = width / 2;
        SDVariable h = layers.convRelu("stem.conv1", x, channels, in, 3, 2);
        h = layers.convRelu("stem.conv2", h, in, in, 3, 1);
        List<Stage> stages = new ArrayList<>();
        for (int stage = 1; stage <= Stages.count(imageSize); stage++) {
            int out = Stages.channels(stage, width);
            h = layers.maxPool(h, 2, 2);
            for (int conv = 1; conv <= (stage == 1 ? 2 : 3); conv++) {
                h = layers.convRelu("stage" + stage + ".conv" + conv, h, in, out, 3, 1);
                in = out;
            }
            stages.add(new Stage(h, in));
        }
        return stages;
    }
}
