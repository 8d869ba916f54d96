package org.robustdx.trainer.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.Fgsm;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.data.Dataset;

/**
 * How the validation split is read after an epoch.
 *
 * @param clean as it is
 * @param noisy under the training noise
 * @param attacked under the attacks that the defence trains with; empty if it trains with none
 * @param score by which the checkpoint is chosen: the mean of the balanced accuracies on clean images, on noisy ones where training has
 *     any, and on attacked ones where the defence trains with attacks
 */
public record Judgement(Metrics clean, Metrics noisy, Optional<Attacked> attacked, double score) {
    private static final int ATTACKED_IMAGES = 256;
    private static final int STEPS = 10;
    private static final double GAP = 0.2;

    /**
     * How a sample of the validation split is read under attack, white-box.
     *
     * @param severalSteps PGD-10 of the defence's radius
     * @param oneStep a single step (FGSM)
     */
    public record Attacked(Metrics severalSteps, Metrics oneStep) {
        /**
         * Returns whether the model withstands one step but not several: catastrophic overfitting (Wong et al., ICLR 2020, section 5.4),
         * where single-step training has taught it to bend its loss so that the step leads nowhere.
         */
        public boolean overfitted() {
            return oneStep.accuracy() - severalSteps.accuracy() > GAP;
        }
    }

    static Judgement of(Classifier model, Dataset validation, TrainOptions options) {
        Metrics clean = Evaluator.clean(model, validation);
        Metrics noisy = Evaluator.noisy(
                model, validation, options.inputs().noise(), options.inputs().noiseStrength(), options.seed());
        Optional<Attacked> attacked =
                options.defence().attacks() ? Optional.of(attacked(model, validation, options)) : Optional.empty();
        List<Double> parts = new ArrayList<>(List.of(clean.balancedAccuracy()));
        if (options.loss().objective().copies() > 0) {
            parts.add(noisy.balancedAccuracy());
        }
        attacked.ifPresent(under -> parts.add(under.severalSteps().balancedAccuracy()));
        double score = parts.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return new Judgement(clean, noisy, attacked, score);
    }

    private static Attacked attacked(Classifier model, Dataset validation, TrainOptions options) {
        Dataset sample = validation.sample(ATTACKED_IMAGES, options.seed());
        Budget budget = new Budget(options.defence().epsilon());
        return new Attacked(
                Evaluator.attacked(model, sample, new Pgd(STEPS, 1), budget, options.seed()),
                Evaluator.attacked(model, sample, new Fgsm(Fgsm.Variant.PLAIN, 1), budget, options.seed()));
    }
}
