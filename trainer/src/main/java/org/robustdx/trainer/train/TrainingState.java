package org.robustdx.trainer.train;

import org.robustdx.trainer.model.Blueprint;

/**
 * The progress of a run at the end of an epoch.
 *
 * @param spec the network
 * @param options training options
 * @param epoch number of completed epochs
 * @param steps number of updates
 * @param bestEpoch the epoch with the best validation score, counted from 1; 0 before the first
 * @param bestScore its validation score
 * @param finished whether the run has ended
 */
public record TrainingState(
        Blueprint spec,
        TrainOptions options,
        int epoch,
        int steps,
        int bestEpoch,
        double bestScore,
        boolean finished) {}
