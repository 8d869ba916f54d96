package org.robustdx.trainer.model.backbone;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/** ResNet of basic blocks. The stem halves the image, each stage halves it again and doubles the channels. */
final class ResNet implements Backbone {
    private static final int BLOCKS_PER_STAGE = 2;

    @Override
    public List<Stage> forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        SDVariable h = layers.convRelu("stem", x, channels, width, 3, 2);
        List<Stage> stages = new ArrayList<>();
        int in = width;
        for (int stage = 1; stage <= Stages.count(imageSize); stage++) {
            int out = Stages.channels(stage, width);
            for (int block = 1; block <= BLOCKS_PER_STAGE; block++) {
                h = layers.residual("stage" + stage + ".block" + block, h, in, out, block == 1 ? 2 : 1);
                in = out;
            }
            stages.add(new Stage(h, in));
        }
        return stages;
    }
}
