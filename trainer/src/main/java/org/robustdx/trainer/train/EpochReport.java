package org.robustdx.trainer.train;

/**
 * The result of an epoch.
 *
 * @param epoch counted from 1
 * @param losses means over the epoch's steps
 * @param judgement metrics on the validation split
 * @param best whether this is the best epoch so far
 */
public record EpochReport(int epoch, TrainingGraph.Losses losses, Judgement judgement, boolean best) {

    /** Means of the losses over the steps of an epoch. */
    static final class Means {
        private int steps;
        private double total;
        private double crossEntropy;
        private double features;
        private double reconstruction;
        private double penalty;

        void add(TrainingGraph.Losses losses) {
            steps++;
            total += losses.total();
            crossEntropy += losses.crossEntropy();
            features += losses.features();
            reconstruction += losses.reconstruction();
            penalty += losses.penalty();
        }

        TrainingGraph.Losses losses() {
            return new TrainingGraph.Losses(
                    total / steps, crossEntropy / steps, features / steps, reconstruction / steps, penalty / steps);
        }
    }
}
