package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * How much finer than natural an image's finest detail is: the logarithm of the noise mask's mean response at full size over that at half the
 * size. Natural images fall off with frequency at a rate that varies little from one to the next, whatever their contrast (Field, 1987); signed
 * steps that differ from pixel to pixel do not. In nepers; 0.7 for white noise, less for images.
 */
final class NoiseColour implements Detector {
    /** Keeps flat images finite: a response that rounding to 8 bits explains. */
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
