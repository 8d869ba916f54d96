package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Mean square of the residual that the decoder does not reconstruct: MagNet's first detector (Meng and Chen, CCS 2017,
 * section 4.2.1), for p = 2.
 */
final class Reconstruction implements Detector {
    @Override
    public String id() {
        return "reconstruction";
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        return Pixels.mean(sd.math().square(readings.pixels().sub(readings.denoised())));
    }
}
