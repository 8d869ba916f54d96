package org.robustdx.trainer.model.backbone;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.robustdx.trainer.nn.Layers;

/**
 * Inception-v3 (Szegedy et al., 2016): blocks of four branches side by side, of as many channels each. As in the paper, the first stage has
 * three blocks that factorise 5×5 convolutions into 3×3 ones (figure 5), middle stages four that factorise n×n into 1×n and n×1
 * (figure 6), the last two whose ends spread out (figure 7); between stages convolutions and pooling halve the sides (figure 10).
 */
final class Inception implements Backbone {
    private static final int FIRST_BLOCKS = 3;
    private static final int MIDDLE_BLOCKS = 4;
    private static final int LAST_BLOCKS = 2;
    private static final int BRANCHES = 4;
    /** The paper has n = 7, for grids of 17×17; these are half as large. */
    private static final int N = 5;

    @Override
    public List<Stage> forward(Layers layers, SDVariable x, int channels, int width, int imageSize) {
        int branch = width / 2;
        SDVariable h = layers.convRelu("stem.conv1", x, channels, branch, 3, 2);
        h = layers.convRelu("stem.conv2", h, branch, width, 3, 1);
        h = layers.maxPool(h, 3, 2);
        int in = width;
        for (int block = 1; block <= FIRST_BLOCKS; block++) {
            h = first(new Branches(layers, "stage1.block" + block, h, in, branch));
            in = BRANCHES * branch;
        }
        List<Stage> stages = new ArrayList<>(List.of(new Stage(h, in)));
        int count = Stages.count(imageSize);
        for (int stage = 2; stage <= count; stage++) {
            int each = Stages.channels(stage, branch);
            String name = "stage" + stage;
            h = smaller(new Branches(layers, name + ".smaller", h, in, each));
            // The pooled branch has as many channels as there were.
            in += 2 * each;
            boolean last = stage == count;
            for (int block = 1; block <= (last ? LAST_BLOCKS : MIDDLE_BLOCKS); block++) {
                Branches branches = new Branches(layers, name + ".block" + block, h, in, each);
                h = last ? last(branches) : middle(branches);
                in = BRANCHES * each;
            }
            stages.add(new Stage(h, in));
        }
        return stages;
    }

    private static SDVariable first(Branches b) {
        SDVariable three = b.conv("three.conv", b.narrow("three"), 3, 1);
        SDVariable five = b.conv("five.conv2", b.conv("five.conv1", b.narrow("five"), 3, 1), 3, 1);
        return b.layers.concat(b.narrow("one"), three, five, b.pooled());
    }

    private static SDVariable middle(Branches b) {
        SDVariable once = b.cross("once", b.narrow("once"));
        SDVariable twice = b.cross("twice.second", b.cross("twice.first", b.narrow("twice")));
        return b.layers.concat(b.narrow("one"), once, twice, b.pooled());
    }

    private static SDVariable last(Branches b) {
        SDVariable three = b.spread("three", b.narrow("three"));
        SDVariable five = b.spread("five", b.conv("five.conv", b.narrow("five"), 3, 1));
        return b.layers.concat(b.narrow("one"), three, five, b.pooled());
    }

    private static SDVariable smaller(Branches b) {
        SDVariable three = b.layers.convRelu(b.name + ".three", b.x, b.in, b.out, 3, 2);
        SDVariable five = b.conv("five.conv2", b.conv("five.conv1", b.narrow("five"), 3, 1), 3, 2);
        return b.layers.concat(three, five, b.layers.maxPool(b.x, 3, 2));
    }

    /** Parts of the branches of one block: from {@code in} channels of {@code x} to {@code out} each. */
    private record Branches(Layers layers, String name, SDVariable x, int in, int out) {
        SDVariable narrow(String part) {
            return layers.convRelu(name + "." + part + ".narrow", x, in, out, 1, 1);
        }

        SDVariable pooled() {
            return layers.convRelu(name + ".pooled", layers.averagePool(x, 3, 1), in, out, 1, 1);
        }

        SDVariable conv(String part, SDVariable of, int k, int stride) {
            return layers.convRelu(name + "." + part, of, out, out, k, stride);
        }

        SDVariable cross(String part, SDVariable of) {
            SDVariable row = layers.relu(layers.oblongConv(name + "." + part + ".row", of, out, out, 1, N));
            return layers.relu(layers.oblongConv(name + "." + part + ".column", row, out, out, N, 1));
        }

        SDVariable spread(String part, SDVariable of) {
            SDVariable row = layers.oblongConv(name + "." + part + ".row", of, out, out / 2, 1, 3);
            SDVariable column = layers.oblongConv(name + "." + part + ".column", of, out, out / 2, 3, 1);
            return layers.relu(layers.concat(row, column));
        }
    }
}
