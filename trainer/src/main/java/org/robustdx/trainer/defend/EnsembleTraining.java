package org.robustdx.trainer.defend;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.TrainingAttack;

/**
 * Ensemble adversarial training (Tramèr et al., ICLR 2018): the images of a step are attacked by one gradient step of a
 * model drawn at random, which is the trained model or one of the fixed models. Attacks of fixed models do not adapt to
 * the trained model, so it cannot learn to hide its gradient from them. Each attack leads away from the attacked
 * model's own prediction, because the label's gradient would reveal the label.
 *
 * @param strength strength of the attack
 * @param cleanShare see {@link Defence#cleanShare}
 * @param fixed the fixed models, at least one
 */
record EnsembleTraining(Strength strength, double cleanShare, List<Classifier> fixed) implements Defence {
    private static final long STREAM = 0x5851F42D4C957F2DL;

    EnsembleTraining {
        fixed = List.copyOf(fixed);
    }

    @Override
    public String name() {
        return "ensemble";
    }

    @Override
    public int copies() {
        return 1;
    }

    @Override
    public INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed) {
        List<Classifier> all = new ArrayList<>(fixed);
        all.add(model);
        Classifier attacked = all.get(new SplittableRandom(seed ^ STREAM).nextInt(all.size()));
        TrainingAttack attack = strength.attack(progress, 1, TrainingAttack.Start.IMAGE, 1);
        float[][] targets = Targets.likeliest(TrainingAttack.reading(attacked, clean));
        return attack.perturb(attacked, clean, targets, strength.radii(labels.length, progress, seed), seed);
    }
}
