package org.robustdx.trainer.train;

import org.robustdx.trainer.model.Blueprint;

/**
 * Where a run stands at the end of an epoch.
 *
 * @param spec the network
 * @param options how it is trained
 * @param epoch epochs completed
 * @param steps updates made
 * @param bestEpoch the epoch, counted from 1, whose parameters read the validation split best; 0 before the first
 * @param bestScore its validation score
 * @param finished whether the run is over
 */
public record TrainingState(
        Blueprint spec,
        TrainOptions options,
        int epoch,
        int steps,
        int bestEpoch,
        double bestScore,
        boolean finished) {}
