package org.robustdx.trainer.defend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.TrainingAttack;

/**
 * Adversarial training in the L-inf norm: the model learns from images that are attacked with its current weights.
 *
 * @param name name on the command line
 * @param strength strength of the attack
 * @param start starting point of the attack
 * @param stepSize step size of the attack in radii, at the full number of steps
 * @param ownReading whether the attack leads away from the model's prediction instead of the label; a single step along
 *     the label's gradient, starting at the image, would reveal the label ("label leaking": Kurakin et al., ICLR 2017,
 *     section 4.1)
 * @param reach maximum distance of the result from the image, in radii
 * @param cleanShare see {@link Defence#cleanShare}
 */
record AdversarialTraining(
        String name,
        Strength strength,
        TrainingAttack.Start start,
        double stepSize,
        boolean ownReading,
        double reach,
        double cleanShare)
        implements Defence {

    @Override
    public int copies() {
        return 1;
    }

    @Override
    public INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed) {
        TrainingAttack attack = strength.attack(progress, stepSize, start, reach);
        float[][] targets = ownReading
                ? Targets.likeliest(TrainingAttack.reading(model, clean))
                : Targets.ofLabels(labels, model.classes());
        return attack.perturb(model, clean, targets, strength.radii(labels.length, progress, seed), seed);
    }
}
