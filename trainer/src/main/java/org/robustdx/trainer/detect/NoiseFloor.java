package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Noise where an image is quietest: the mean, over all places, of the logarithm of the noise mask's squared response. Edges and texture weigh
 * little in a mean of logarithms, quiet places much; there a perturbation has nothing to hide behind. In nepers; negative.
 */
final class NoiseFloor implements Detector {
    /** Square of the response that counts as none, about that of rounding to 8 bits (variance 1/12 of a step, times 36). */
    private static final double ROUNDING = 3.0 / (255 * 255);

    @Override
    public String id() {
        return "noise-floor";
    }

    @Override
    public boolean logarithmic() {
        return true;
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable response = Pixels.noise(sd, Pixels.gray(readings.pixels()));
        return Pixels.mean(sd.math().log(sd.math().square(response).add(ROUNDING)));
    }
}
