package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * L1 distance between the class probabilities of the image and of its reconstruction, 0 to 2: the detector of feature
 * squeezing (Xu et al., NDSS 2018, section 5.1).
 */
final class PredictionDistance implements Detector {
    @Override
    public String id() {
        return "prediction-distance";
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        SDVariable p = sd.nn().softmax(readings.logits());
        SDVariable q = sd.nn().softmax(readings.logitsOfDenoised());
        return sd.math().abs(p.sub(q)).sum(true, 1);
    }
}
