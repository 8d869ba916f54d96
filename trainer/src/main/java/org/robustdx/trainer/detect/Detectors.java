package org.robustdx.trainer.detect;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The detectors that there are. */
public enum Detectors implements Detector {
    /** Jensen-Shannon divergence between the readings of the image and of its reconstruction, at temperature 10. */
    JSD(new JensenShannon(10)),
    /** Noise in the image, whatever it does to the reading. */
    NOISE_LEVEL(new NoiseLevel());

    private final Detector detector;

    Detectors(Detector detector) {
        this.detector = detector;
    }

    @Override
    public String id() {
        return detector.id();
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        return detector.score(sd, readings);
    }
}
