package org.robustdx.trainer.train;

import java.util.List;
import java.util.Map;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.data.AugmentationConfig;
import org.robustdx.trainer.defend.Defence;
import org.robustdx.trainer.defend.DefenceOptions;
import org.robustdx.trainer.nn.WeightForm;

/**
 * How a model is trained: everything that the learned parameters depend on, apart from the network and the data. {@link PublishOptions} holds
 * the settings that take effect after training.
 *
 * @param loss what a training step minimises
 * @param inputs how the images of a step are chosen, varied and disturbed
 * @param defence the defence against attacks, in addition to the method
 * @param optimisation how the optimizer moves the parameters
 * @param duration how long training lasts
 * @param seed seed of weights, order, augmentation and noise
 */
public record TrainOptions(
        Loss loss, Inputs inputs, DefenceOptions defence, Optimisation optimisation, Duration duration, long seed) {

    /**
     * What a training step minimises. A setting that the method ignores takes the value that the method uses instead, such as 0 copies.
     *
     * @param method the paper's method, or one of its ablations
     * @param copies noisy copies of each image, k
     * @param featureWeight weight of the feature loss, k1
     * @param featureStages stages whose features the feature loss compares, counted from 1; empty for the last stage
     * @param reconstructionWeight weight of the reconstruction loss, k2
     * @param balance how classes of different frequency are balanced
     * @param labelSmoothing share of each target spread over all classes
     */
    public record Loss(
            Method method,
            int copies,
            double featureWeight,
            List<Integer> featureStages,
            double reconstructionWeight,
            Balance balance,
            double labelSmoothing) {
        public Loss {
            Bounds.requireBelow("label-smoothing", labelSmoothing, 0, 1);
            Objective effective = method.objective(copies, featureWeight, featureStages, reconstructionWeight);
            copies = effective.copies();
            featureWeight = effective.featureWeight();
            featureStages = effective.featureStages();
        }

        /** Returns the terms of the loss and their weights. */
        public Objective objective() {
            return method.objective(copies, featureWeight, featureStages, reconstructionWeight);
        }
    }

    /**
     * How the images of a training step are chosen, varied and disturbed.
     *
     * @param noise the noise of the copies
     * @param noiseStrength strongest noise of a copy, above 0 and at most 1; {@link Noise} defines its unit
     * @param augmentation how clean images are varied
     * @param balanceSites whether every site is drawn equally often, each with the same shares of the classes
     */
    public record Inputs(Noise noise, double noiseStrength, AugmentationConfig augmentation, boolean balanceSites) {
        public Inputs {
            Bounds.requireAbove("noise-strength", noiseStrength, 0, 1);
        }
    }

    /**
     * How the optimizer moves the parameters.
     *
     * @param learningRate highest learning rate of the schedule
     * @param weightDecay decoupled weight decay (AdamW), of weights but not of biases
     * @param weights the form of the weights that the optimizer moves
     * @param average decay of the average of the parameters, which is validated and exported; 0 to validate and export the parameters
     *     themselves
     */
    public record Optimisation(double learningRate, double weightDecay, WeightForm weights, double average) {
        public Optimisation {
            Bounds.requireAbove("learning-rate", learningRate, 0, 1);
            Bounds.requireFrom("weight-decay", weightDecay, 0, 10);
            Bounds.requireBelow("average", average, 0, 1);
        }
    }

    /**
     * How long training lasts.
     *
     * @param epochs passes over the training split
     * @param batchSize clean images of a step
     * @param patience training stops after this many epochs without a better validation score
     */
    public record Duration(int epochs, int batchSize, int patience) {
        public Duration {
            Bounds.require("epochs", epochs, 1, 10_000);
            Bounds.require("batch-size", batchSize, 1, 4096);
            if (patience < 1) {
                throw new IllegalArgumentException("patience: " + patience + " (expected: patience >= 1)");
            }
        }
    }

    /**
     * Returns the images that a training step reads.
     *
     * @param against the defence of these options
     */
    public StepLayout layout(Defence against) {
        Objective objective = loss.objective();
        boolean invariant = objective.featureWeight() > 0 && objective.copies() + against.copies() > 0;
        boolean clean = against.cleanShare() > 0 || against.penalises() || invariant;
        return new StepLayout(clean, objective.copies(), against.copies());
    }

    /**
     * Returns every setting under the name of its option on the command line, without the leading dashes. The checkpoint and the model card
     * are written from this map; {@link TrainSettings#read} returns the options again.
     */
    public Map<String, Object> settings() {
        return TrainSettings.of(this);
    }
}
