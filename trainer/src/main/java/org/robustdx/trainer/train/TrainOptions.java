package org.robustdx.trainer.train;

import java.util.List;
import org.robustdx.trainer.attack.Bounds;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.nn.WeightForm;

/**
 * How a model is trained.
 *
 * @param method the paper's, or one of its ablations
 * @param copies noisy copies of each image, k
 * @param featureWeight k1
 * @param featureStages stages whose features are drawn together, counted from 1; empty for the last alone
 * @param reconstructionWeight k2
 * @param noise what the copies are disturbed with
 * @param noiseStrength strongest noise of a copy, above 0 and at most 1; the kind of noise says of what
 * @param defence against attacks, beside the method
 * @param augmentation how clean images are varied
 * @param epochs passes over the training split
 * @param batchSize clean images of a step
 * @param learningRate at the top of the schedule
 * @param weightDecay decoupled (AdamW), for weights but not for biases
 * @param weights what the optimizer moves
 * @param balance of the classes
 * @param labelSmoothing share of each target spread over all classes
 * @param average decay of the average of the parameters, which is validated and exported; 0 for the parameters themselves
 * @param patience epochs without a better validation score after which training stops
 * @param seed of weights, order, augmentation and noise
 * @param falseAlarmRate share of clean images that the model may flag, above 0 and below 1; nothing learned depends on it
 */
public record TrainOptions(
        Method method,
        int copies,
        double featureWeight,
        List<Integer> featureStages,
        double reconstructionWeight,
        Noise noise,
        double noiseStrength,
        DefenceOptions defence,
        AugmentationConfig augmentation,
        int epochs,
        int batchSize,
        double learningRate,
        double weightDecay,
        WeightForm weights,
        Balance balance,
        double labelSmoothing,
        double average,
        int patience,
        long seed,
        double falseAlarmRate) {
    public TrainOptions {
        Bounds.requireAbove("noise-strength", noiseStrength, 0, 1);
        Bounds.require("epochs", epochs, 1, 10_000);
        Bounds.require("batch-size", batchSize, 1, 4096);
        Bounds.requireAbove("learning-rate", learningRate, 0, 1);
        Bounds.requireFrom("weight-decay", weightDecay, 0, 10);
        Bounds.requireBelow("label-smoothing", labelSmoothing, 0, 1);
        Bounds.requireBelow("average", average, 0, 1);
        Bounds.requireWithin("false-alarm-rate", falseAlarmRate, 0, 1);
        if (patience < 1) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: patience >= 1)");
        }
        featureStages = method.objective(copies, featureWeight, featureStages, reconstructionWeight)
                .featureStages();
    }

    /** Returns the same options with another false-alarm rate. */
    public TrainOptions withFalseAlarmRate(double rate) {
        return new TrainOptions(
                method,
                copies,
                featureWeight,
                featureStages,
                reconstructionWeight,
                noise,
                noiseStrength,
                defence,
                augmentation,
                epochs,
                batchSize,
                learningRate,
                weightDecay,
                weights,
                balance,
                labelSmoothing,
                average,
                patience,
                seed,
                rate);
    }

    /** Returns what a step minimises. */
    public Objective objective() {
        return method.objective(copies, featureWeight, featureStages, reconstructionWeight);
    }

    /** Returns which images a step reads. */
    public StepLayout layout() {
        Objective objective = objective();
        Defence against = defence.defence();
        boolean invariant = objective.featureWeight() > 0 && objective.copies() + against.copies() > 0;
        boolean clean = against.cleanShare() > 0 || against.penalises() || invariant;
        return new StepLayout(clean, objective.copies(), against.copies());
    }
}
