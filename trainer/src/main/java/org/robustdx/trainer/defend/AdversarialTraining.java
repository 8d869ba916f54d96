package org.robustdx.trainer.defend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.TrainingAttack;

/**
 * Adversarial training in the L-inf norm: the model learns from images that were attacked as it stands.
 *
 * @param name by which people choose it
 * @param strength of the attack
 * @param start of the attack
 * @param stepSize of the attack, in radii, when all of its steps are taken
 * @param ownReading whether the attack leads away from what the model reads, in place of the label: a single step from the image along the
 *     label's gradient gives the label away ("label leaking": Kurakin et al., ICLR 2017, section 4.1)
 * @param reach how far from the image the result may lie, in radii
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
