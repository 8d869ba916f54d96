package org.robustdx.trainer.attack;

/**
 * Properties of an attack on which an evaluation bases its conclusions.
 *
 * @param threatModel what the attacker knows
 * @param gradientBased whether it uses gradients, of the target or of another model
 * @param iterative whether it takes more than one step
 * @param logitRatio whether it maximises the difference of logits ratio, which needs three classes (targeted: four)
 */
public record AttackTraits(ThreatModel threatModel, boolean gradientBased, boolean iterative, boolean logitRatio) {
    static final AttackTraits SINGLE_STEP = new AttackTraits(ThreatModel.WHITE_BOX, true, false, false);
    static final AttackTraits ITERATIVE = new AttackTraits(ThreatModel.WHITE_BOX, true, true, false);
    static final AttackTraits LOGIT_RATIO = new AttackTraits(ThreatModel.WHITE_BOX, true, true, true);
    static final AttackTraits QUERIES = new AttackTraits(ThreatModel.BLACK_BOX, false, true, false);
    static final AttackTraits TRANSFERRED = new AttackTraits(ThreatModel.TRANSFER, true, true, false);
    static final AttackTraits ADAPTIVE = new AttackTraits(ThreatModel.ADAPTIVE, true, true, false);

    /** Returns whether the attacker knows the gradients of the target's classifier, but not its detectors. */
    public boolean whiteBox() {
        return threatModel == ThreatModel.WHITE_BOX;
    }
}
