package org.robustdx.trainer.model.backbone;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * ResNet of bottleneck blocks: 3, 4, 6 and then 3 a stage, each four times as wide outside as inside. A stage of twice the width of a
 * {@link ResNet}'s has about as many parameters.
 */
final class BottleneckResNet implements Backbone {
    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final int EXPANSION = 4;

    @Override
    public List<Stage> forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        int first = width / 2;
        SDVariable h = layers.convRelu("stem", x, channels, width, 3, 2);
        List<Stage> stages = new ArrayList<>();
        int in = width;
        for (int stage = 1; stage <= Stages.count(imageSize); stage++) {
            int inner = Stages.channels(stage, first);
            int out = EXPANSION * inner;
            for (int block = 1; block <= BLOCKS[Math.min(stage, BLOCKS.length) - 1]; block++) {
                h = layers.bottleneck("stage" + stage + ".block" + block, h, in, inner, out, block == 1 ? 2 : 1);
                in = out;
            }
            stages.add(new Stage(h, in));
        }
        return stages;
    }
}
