package org.robustdx.trainer.defend;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.attack.TrainingAttack;
import org.robustdx.trainer.nn.Layers;

/**
 * TRADES (Zhang et al., ICML 2019, eq. 5): the cross-entropy of the clean images, plus {@code weight} times the
 * Kullback-Leibler divergence between the predictions for the clean and the attacked image. The attack maximises this
 * divergence and needs no label.
 *
 * @param strength strength of the attack
 * @param stepSize step size in radii, at the full number of steps
 * @param weight 1/λ in the paper (β in its code), at least 0
 */
record Trades(Strength strength, double stepSize, double weight) implements Defence {
    @Override
    public String name() {
        return "trades";
    }

    @Override
    public int copies() {
        return 1;
    }

    @Override
    public double cleanShare() {
        return 1;
    }

    @Override
    public boolean penalises() {
        return true;
    }

    @Override
    public INDArray examples(Classifier model, INDArray clean, int[] labels, double progress, long seed) {
        TrainingAttack attack = strength.attack(progress, stepSize, TrainingAttack.Start.NEAR, 1);
        // The cross-entropy differs from the divergence by the entropy of the clean prediction, which is constant.
        float[][] targets = TrainingAttack.reading(model, clean);
        return attack.perturb(model, clean, targets, strength.radii(labels.length, progress, seed), seed);
    }

    @Override
    public SDVariable penalty(Layers layers, View clean, View adversarial) {
        SDVariable logP = layers.logSoftmax(clean.logits());
        SDVariable logQ = layers.logSoftmax(adversarial.logits());
        SDVariable p = layers.sd().math().exp(logP);
        return p.mul(logP.sub(logQ)).sum(1).mean().mul(weight);
    }
}
