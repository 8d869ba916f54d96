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
 * Metrics on the validation split after an epoch.
 *
 * @param clean on unchanged images
 * @param noisy under the training noise
 * @param attacked under the attacks that the defence trains with; empty if it trains with none
 * @param score value that chooses the checkpoint: the mean balanced accuracy over clean images, noisy images (if training uses noise) and attacked
 *     images (if the defence trains with attacks)
 */
public record Judgement(Metrics clean, Metrics noisy, Optional<Attacked> attacked, double score) {
    private static final int ATTACKED_IMAGES = 256;
    private static final int STEPS = 10;
    private static final double GAP = 0.2;

    /**
     * Metrics on a sample of the validation split under white-box attacks.
     *
     * @param severalSteps PGD-10 of the defence's radius
     * @param oneStep a single step (FGSM)
     */
    public record Attacked(Metrics severalSteps, Metrics oneStep) {
        /**
         * Returns whether the model withstands one step but not several. This is catastrophic overfitting (Wong et al., ICLR 2020, section 5.4):
         * single-step training made the gradient useless to the attack.
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
