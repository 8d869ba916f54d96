package org.robustdx.trainer.detect;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Detectors of models with a front that need no fitting: they compare the image as it came with the image that the front
 * repaired. A new detector of this kind is registered here.
 */
public enum FrontDetectors implements Detector {
    /** MagNet's first detector: the mean square of what the front changed. */
    FRONT_ERROR("front-error", new Reconstruction()),
    /** MagNet's second detector at temperature 10: divergence of the predictions with and without the front. */
    FRONT_JSD_T10("front-jsd-t10", new JensenShannon(10)),
    /** MagNet's second detector at temperature 40. */
    FRONT_JSD_T40("front-jsd-t40", new JensenShannon(40)),
    /** Detector of feature squeezing: L1 distance of the predictions with and without the front. */
    FRONT_DISTANCE("front-distance", new PredictionDistance());

    private final String id;
    private final Detector detector;

    FrontDetectors(String id, Detector detector) {
        this.id = id;
        this.detector = detector;
    }

    /** Returns the detector with this name, if there is one. */
    public static Optional<FrontDetectors> named(String id) {
        return Arrays.stream(values()).filter(d -> d.id.equals(id)).findFirst();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public SDVariable score(SameDiff sd, Readings readings) {
        return detector.score(sd, readings.acrossFront());
    }
}
