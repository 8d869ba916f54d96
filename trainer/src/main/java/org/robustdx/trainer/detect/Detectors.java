package org.robustdx.trainer.detect;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** The detectors that need no fitting, in the order of their scores; {@link Combined} sums some of them up. */
public enum Detectors implements Detector {
    /** What the decoder does not reconstruct. */
    RECONSTRUCTION(new Reconstruction()),
    /** Divergence between the readings of the image and of its reconstruction, at temperature 1. */
    JSD_T1(new JensenShannon(1)),
    /** The same at temperature 10. */
    JSD_T10(new JensenShannon(10)),
    /** Distance between the features of the image and of its reconstruction. */
    FEATURE_SHIFT(new FeatureShift()),
    /** Finest details that the decoder leaves out. */
    HIGH_FREQUENCY(new HighFrequency()),
    /** Noise in the image, whatever it does to the reading. */
    NOISE_LEVEL(new NoiseLevel()),
    /** Noise where the image is quietest. */
    NOISE_FLOOR(new NoiseFloor()),
    /** Finest detail against the next coarser one. */
    NOISE_COLOUR(new NoiseColour());

    private final Detector detector;

    Detectors(Detector detector) {
        this.detector = detector;
    }

    /** Returns the detector of that name, if there is one. */
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
