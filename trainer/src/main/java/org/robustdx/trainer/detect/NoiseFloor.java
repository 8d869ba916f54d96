package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Noise in the smoothest areas of an image: the mean logarithm of the noise mask's squared response. In a mean of
 * logarithms, smooth areas count much and edges and texture little. A perturbation is most visible in smooth areas.
 * Unit: nepers; negative.
 */
final class NoiseFloor implements Detector {
    /** Squared response that counts as zero, about that of rounding to 8 bits (variance 1/12 of a step, times 36). */
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
