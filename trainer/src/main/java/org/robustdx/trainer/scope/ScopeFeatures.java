package org.robustdx.trainer.scope;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.robustdx.trainer.detect.Detector;

/** What a scope detector looks at. */
public interface ScopeFeatures {
    /**
     * The images of a model.
     *
     * @param side in pixels
     * @param channels 1 or 3
     */
    record Images(int side, int channels) {}

    /** Adds the features of each image to a graph: {@code [N,F]}. */
    SDVariable of(SameDiff sd, Detector.Readings readings, Images images);
}
