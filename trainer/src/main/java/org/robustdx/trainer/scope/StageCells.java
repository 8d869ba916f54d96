package org.robustdx.trainer.scope;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.robustdx.trainer.detect.Detector;

/**
 * Features of one stage of the network, averaged over 2×2 cells: what is in the image, and roughly where.
 *
 * @param fromLast 0 for the last stage, 1 for the one before it; where the network has fewer stages, its first one
 */
record StageCells(int fromLast) implements ScopeFeatures {
    @Override
    public SDVariable of(SameDiff sd, Detector.Readings readings, Images images) {
        int stages = readings.stages().size();
        if (stages == 0) {
            throw new IllegalArgumentException("stages: none (expected: at least 1)");
        }
        return readings.stages().get(Math.max(0, stages - 1 - fromLast));
    }
}
