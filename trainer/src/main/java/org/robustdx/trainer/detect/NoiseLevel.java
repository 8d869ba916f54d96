package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Standard deviation of the noise in an image, by Immerkær's estimate (Computer Vision and Image Understanding 64(2),
 * 1996): the mean absolute response to the difference of two Laplacians. Perturbations that spread over all pixels
 * increase it, whether they change the prediction or not. Unit: pixel range, computed on the mean of the channels.
 */
final class NoiseLevel implements Detector {
    /** Converts the mean absolute response to a standard deviation, for normal noise. 6 is the norm of the mask. */
    private static final double SCALE = Math.sqrt(Math.PI / 2) / 6;

    @Override
    public String id() {
        return "noise-level";
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable response = Pixels.noise(sd, Pixels.gray(readings.pixels()));
        return Pixels.mean(sd.math().abs(response)).mul(SCALE);
    }
}
