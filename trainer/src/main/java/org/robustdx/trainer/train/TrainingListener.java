package org.robustdx.trainer.train;

/** Receives the progress of training. */
public interface TrainingListener {

    /** Called when a run starts or continues. */
    default void started(TrainingState state, int stepsPerEpoch, long parameters) {}

    /** Called after each step. Epoch and step count from 1. */
    default void step(int epoch, int step, TrainingGraph.Losses losses) {}

    /** Called after each epoch. */
    default void epoch(EpochReport report) {}
}
