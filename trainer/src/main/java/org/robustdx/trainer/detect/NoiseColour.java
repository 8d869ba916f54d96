package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * How much the finest details exceed the next coarser ones: the logarithm of the noise mask's mean response at full
 * size, minus that at half size. In natural images, contrast decreases with frequency at a rate that varies little
 * between images, whatever their overall contrast (Field, 1987). Adversarial perturbations whose sign changes from
 * pixel to pixel do not follow this rate. Unit: nepers; 0.7 for white noise, lower for images.
 */
final class NoiseColour implements Detector {
    /** Keeps uniform images finite: about the response to rounding to 8 bits. */
    private static final double ROUNDING = 1e-3;

    @Override
    public String id() {
        return "noise-colour";
    }

    @Override
    public boolean logarithmic() {
        return true;
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable gray = Pixels.gray(readings.pixels());
        return level(sd, Pixels.noise(sd, gray)).sub(level(sd, Pixels.noiseAtHalfSize(sd, gray)));
    }

    private static SDVariable level(SameDiff sd, SDVariable response) {
        return sd.math().log(Pixels.mean(sd.math().abs(response)).add(ROUNDING));
    }
}
