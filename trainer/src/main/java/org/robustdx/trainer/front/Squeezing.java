package org.robustdx.trainer.front;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.FrontDetectors;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.StraightThrough;

/**
 * Feature squeezing (Xu et al., NDSS 2018): fewer bits for each sample, then the median of 2×2 neighbours. The paper uses
 * it as a detector; here the classifier also sees the squeezed image. Its third squeezer, non-local means, is left out.
 *
 * @param bits bits of a sample, 1 to 7
 */
record Squeezing(int bits) implements Front {
    @Override
    public String name() {
        return "squeezing";
    }

    @Override
    public SDVariable add(Layers layers, Network behind, SDVariable pixels) {
        int steps = (1 << bits) - 1;
        SDVariable fewer = StraightThrough.round(pixels.mul(steps)).mul(1.0 / steps);
        return median(layers.sd(), fewer, behind.spec().imageSize());
    }

    /** Returns the mean of the two middle values of each pixel and its neighbours on the right, below, and right below. */
    private static SDVariable median(SameDiff sd, SDVariable x, int side) {
        SDVariable below = Images.neighbour(x, 2, side);
        SDVariable right = Images.neighbour(x, 3, side);
        SDVariable corner = Images.neighbour(below, 3, side);
        SDVariable excess = sd.nn().relu(x.sub(below), 0);
        SDVariable low = x.sub(excess);
        SDVariable high = below.add(excess);
        SDVariable excessOfOthers = sd.nn().relu(right.sub(corner), 0);
        SDVariable lowOfOthers = right.sub(excessOfOthers);
        SDVariable highOfOthers = corner.add(excessOfOthers);
        SDVariable higherLow = low.add(sd.nn().relu(lowOfOthers.sub(low), 0));
        SDVariable lowerHigh = high.sub(sd.nn().relu(high.sub(highOfOthers), 0));
        return higherLow.add(lowerHigh).mul(0.5);
    }

    @Override
    public List<Detector> detectors() {
        return List.of(FrontDetectors.FRONT_DISTANCE);
    }
}
