package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Energy of the fine details that the decoder does not reconstruct: the mean square of the Laplacian of image minus
 * reconstruction.
 */
final class HighFrequency implements Detector {
    private static final float[][] LAPLACIAN = {{0, 1, 0}, {1, -4, 1}, {0, 1, 0}};

    @Override
    public String id() {
        return "high-frequency";
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable residual = Pixels.gray(readings.pixels().sub(readings.denoised()));
        return Pixels.mean(sd.math().square(Pixels.filter(sd, "laplacian", residual, LAPLACIAN, 1)));
    }
}
