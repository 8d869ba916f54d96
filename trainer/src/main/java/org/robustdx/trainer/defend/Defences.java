package org.robustdx.trainer.defend;

import java.util.Locale;
import java.util.function.Function;
import org.robustdx.trainer.attack.Pgd;
import org.robustdx.trainer.attack.TrainingAttack.Start;

/** The defences that there are. */
public enum Defences {
    /** None. */
    NONE(1, 0, 1, o -> new Undefended()),
    /**
     * Clean images and such that one step was taken from, with a radius of its own for each (Kurakin, Goodfellow and Bengio, ICLR 2017; there
     * the adversarial images count 0.3 times).
     */
    MIXED(1, 1, 1 / 1.3, o -> new AdversarialTraining("mixed", o.strength(), Start.IMAGE, 1, true, 1, o.cleanShare())),
    /** One step from a random start (Wong, Rice and Kolter, ICLR 2020). */
    FAST(1, 0, 0, o -> new AdversarialTraining("fast", o.strength(), Start.BALL, 1.25, false, 1, o.cleanShare())),
    /**
     * One step of a whole radius from noise of a radius, wherever that leads (N-FGSM: de Jorge et al., NeurIPS 2022): what an image within
     * twice the radius shows does not overfit to the single step as that of {@link #FAST} does.
     */
    NOISY(1, 0, 0, o -> new AdversarialTraining("noisy", o.strength(), Start.BALL, 1, false, 2, o.cleanShare())),
    /** Several steps from a random start (Madry et al., ICLR 2018). */
    ADVERSARIAL(
            7,
            0,
            0,
            o -> new AdversarialTraining(
                    "adversarial", o.strength(), Start.BALL, Pgd.usualStepSize(o.steps()), false, 1, o.cleanShare())),
    /** Accuracy traded against a divergence of readings (Zhang et al., ICML 2019). */
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

    /** Returns whether its attack takes one step only. */
    public boolean singleStep() {
        return usualSteps == 1;
    }

    /** Returns the steps of its attack, where nobody says otherwise. */
    public int usualSteps() {
        return usualSteps;
    }

    /** Returns the spread of its radius, where nobody says otherwise. */
    public double usualSpread() {
        return usualSpread;
    }

    /** Returns the share of the cross-entropy of the clean images, where nobody says otherwise. */
    public double usualCleanShare() {
        return usualCleanShare;
    }

    /** Returns its name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
