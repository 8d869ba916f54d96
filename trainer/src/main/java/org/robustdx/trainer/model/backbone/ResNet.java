package org.robustdx.trainer.model.backbone;

import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * ResNet of basic blocks. The stem halves the image, each stage halves it again and doubles the channels, until at most 7×7 are left
 * (three stages for 64×64, four for 128×128, five for 224×224).
 */
final class ResNet implements Backbone {
    private static final int BLOCKS_PER_STAGE = 2;
    private static final int LAST_SIDE = 7;

    @Override
    public Features forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        SDVariable h = layers.relu(layers.conv("stem", x, channels, width, 3, 2));
        SDVariable early = h;
        int side = imageSize / 2;
        int in = width;
        int out = width;
        for (int stage = 1; stage == 1 || side > LAST_SIDE; stage++) {
            for (int block = 1; block <= BLOCKS_PER_STAGE; block++) {
                h = layers.residual("stage" + stage + ".block" + block, h, in, out, block == 1 ? 2 : 1);
                in = out;
            }
            if (stage == 1) {
                early = h;
            }
            side /= 2;
            out = Math.min(2 * out, 8 * width);
        }
        return new Features(early, width, layers.pool(h), in);
    }
}
