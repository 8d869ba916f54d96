package org.robustdx.trainer.train;

/** Hears how training goes on. */
public interface TrainingListener {

    /** A run starts or goes on. */
    default void started(TrainingState state, int stepsPerEpoch, long parameters) {}

    /** A step is done; both counted from 1. */
    default void step(int epoch, int step, TrainingGraph.Losses losses) {}

    /** An epoch is done. */
    default void epoch(EpochReport report) {}
}
