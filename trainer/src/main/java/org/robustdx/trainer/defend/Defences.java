package org.robustdx.trainer.defend;

import java.util.Locale;
import java.util.function.Function;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.attack.TrainingAttack.Start;

/** All defences, with the values of their papers. A new defence is registered here. */
public enum Defences {
    /** No defence. */
    NONE(1, 0, 1, o -> new Undefended()),
    /**
     * Clean images, and adversarial images by one step with an individual radius (Kurakin, Goodfellow and Bengio, ICLR
     * 2017, where adversarial images have a weight of 0.3).
     */
    MIXED(1, 1, 1 / 1.3, o -> new AdversarialTraining("mixed", o.strength(), Start.IMAGE, 1, true, 1, o.cleanShare())),
    /** One step from a random start (Wong, Rice and Kolter, ICLR 2020). */
    FAST(1, 0, 0, o -> new AdversarialTraining("fast", o.strength(), Start.BALL, 1.25, false, 1, o.cleanShare())),
    /**
     * One step of a whole radius, starting from noise of one radius, without projection (N-FGSM: de Jorge et al.,
     * NeurIPS 2022). Unlike {@link #FAST}, it does not overfit to the single step, because its images reach up to twice
     * the radius.
     */
    NOISY(1, 0, 0, o -> new AdversarialTraining("noisy", o.strength(), Start.BALL, 1, false, 2, o.cleanShare())),
    /** Several steps from a random start (Madry et al., ICLR 2018). */
    ADVERSARIAL(
            7,
            0,
            0,
            o -> new AdversarialTraining(
                    "adversarial", o.strength(), Start.BALL, Pgd.usualStepSize(o.steps()), false, 1, o.cleanShare())),
    /** A trade-off between accuracy and a divergence of predictions (Zhang et al., ICML 2019). */
    TRADES(7, 0, 1, o -> new Trades(o.strength(), Pgd.usualStepSize(o.steps()), o.weight()));

    private final int usualSteps;
    private final double usualSpread;
    private final double usualCleanShare;
    private final Function<DefenceOptions, Defence> maker;

    Defences(int usualSteps, double usualSpread, double usualCleanShare, Function<DefenceOptions, Defence> maker) {
        this.usualSteps = usualSteps;
        this.usualSpread = usualSpread;
        this.usualCleanShare = usualCleanShare;
        this.maker = maker;
    }

    Defence create(DefenceOptions options) {
        return maker.apply(options);
    }

    /** Returns whether the attack takes only one step. */
    public boolean singleStep() {
        return usualSteps == 1;
    }

    /** Returns the default number of steps of the attack. */
    public int usualSteps() {
        return usualSteps;
    }

    /** Returns the default spread of the radius. */
    public double usualSpread() {
        return usualSpread;
    }

    /** Returns the default weight of the clean images' cross-entropy. */
    public double usualCleanShare() {
        return usualCleanShare;
    }

    /** Returns the name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
