package org.robustdx.trainer.detect;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The detectors that need no fitting, in the order of their scores. {@link Combined} sums some of them. A new detector
 * is registered here.
 */
public enum Detectors implements Detector {
    /** Residual that the decoder does not reconstruct. */
    RECONSTRUCTION(new Reconstruction()),
    /** Divergence between the predictions for the image and for its reconstruction, at temperature 1. */
    JSD_T1(new JensenShannon(1)),
    /** Divergence at temperature 10. */
    JSD_T10(new JensenShannon(10)),
    /** Distance between the features of the image and of its reconstruction. */
    FEATURE_SHIFT(new FeatureShift()),
    /** Fine details that the decoder does not reconstruct. */
    HIGH_FREQUENCY(new HighFrequency()),
    /** Noise level of the image. */
    NOISE_LEVEL(new NoiseLevel()),
    /** Noise level in the smoothest areas of the image. */
    NOISE_FLOOR(new NoiseFloor()),
    /** Ratio of the finest details to the next coarser ones. */
    NOISE_COLOUR(new NoiseColour());

    private final Detector detector;

    Detectors(Detector detector) {
        this.detector = detector;
    }

    /** Returns the detector with this name, if there is one. */
    public static Optional<Detectors> named(String id) {
        return Arrays.stream(values()).filter(d -> d.id().equals(id)).findFirst();
    }

    @Override
    public String id() {
        return detector.id();
    }

    @Override
    public boolean logarithmic() {
        return detector.logarithmic();
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        return detector.score(sd, readings);
    }
}
