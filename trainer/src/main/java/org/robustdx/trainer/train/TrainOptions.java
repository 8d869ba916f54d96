package org.robustdx.trainer.train;

import java.util.List;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.defend.DefenceOptions;

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
 * @param balance of the classes
 * @param labelSmoothing share of each target spread over all classes
 * @param average decay of the average of the parameters, which is validated and exported; 0 for the parameters themselves
 * @param patience epochs without a better validation score after which training stops
 * @param seed of weights, order, augmentation and noise
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
        Balance balance,
        double labelSmoothing,
        double average,
        int patience,
        long seed) {
    public TrainOptions {
        require("noise-strength", noiseStrength, noiseStrength > 0 && noiseStrength <= 1, "0 < noise-strength <= 1");
        require("epochs", epochs, epochs >= 1 && epochs <= 10_000, "1 <= epochs <= 10000");
        require("batch-size", batchSize, batchSize >= 1 && batchSize <= 4096, "1 <= batch-size <= 4096");
        require("learning-rate", learningRate, learningRate > 0 && learningRate <= 1, "0 < learning-rate <= 1");
        require("weight-decay", weightDecay, weightDecay >= 0 && weightDecay <= 10, "0 <= weight-decay <= 10");
        require(
                "label-smoothing",
                labelSmoothing,
                labelSmoothing >= 0 && labelSmoothing < 1,
                "0 <= label-smoothing < 1");
        require("average", average, average >= 0 && average < 1, "0 <= average < 1");
        require("patience", patience, patience >= 1, "patience >= 1");
        featureStages = method.objective(copies, featureWeight, featureStages, reconstructionWeight)
                .featureStages();
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

    private static void require(String name, double value, boolean holds, String expected) {
        if (!holds) {
            String shown = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
            throw new IllegalArgumentException(name + ": " + shown + " (expected: " + expected + ")");
        }
    }
}
