package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Mean square distance between the high-level features of the image and of its reconstruction, 0 to 4. Also detects
 * changes that do not affect the class probabilities.
 */
final class FeatureShift implements Detector {
    @Override
    public String id() {
        return "feature-shift";
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        return sd.math()
                .square(readings.features().sub(readings.featuresOfDenoised()))
                .mean(true, 1);
    }
}
