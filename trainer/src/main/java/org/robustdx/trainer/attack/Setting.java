package org.robustdx.trainer.attack;

import java.util.Locale;

/** What may be set of attacks; each takes those that it has, and has its paper's value for each. */
public enum Setting {
    /** Gradient steps of one run; of C&W and L-BFGS, of one value of the constant that they search. */
    STEPS(true, "Gradient steps of one run."),
    /** Runs from other random starts, for the images that withstood those before. */
    RESTARTS(true, "Runs from other random starts, on the images that withstood those before."),
    /** Length of a gradient step. */
    STEP_SIZE(false, "Length of a gradient step, in radii of the budget."),
    /** Momentum. */
    DECAY(false, "Share of the direction that a step keeps from those before (momentum)."),
    /** Margin of the logits that has to be reached. */
    CONFIDENCE(
            false,
            "Margin of the logits that has to be reached; above 0, results survive rounding and transfer better."),
    /** Rate of the optimiser Adam. */
    RATE(false, "Rate of the optimiser."),
    /** Values of the constant that balances distance and loss. */
    SEARCH_STEPS(true, "Values tried of the constant that balances distance and loss."),
    /** How far over the border. */
    OVERSHOOT(false, "How much further than to the border between classes, as a share."),
    /** Wrong classes considered. */
    TARGETS(true, "Wrong classes that are considered, the likeliest first."),
    /** Questions asked of the model for one image. */
    QUERIES(true, "Questions that a black-box attack may ask for an image."),
    /** First windows of Square. */
    SHARE(false, "Part of the image that the first windows of Square cover."),
    /** Draws of each answer of a random model. */
    DRAWS(true, "Draws over which each answer of a random defence is averaged (expectation over transformation).");

    private final boolean whole;
    private final String description;

    Setting(boolean whole, String description) {
        this.whole = whole;
        this.description = description;
    }

    /** Returns its name on the command line and in messages. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns whether only whole numbers make sense. */
    public boolean whole() {
        return whole;
    }

    /** Returns what it is, in a sentence. */
    public String description() {
        return description;
    }
}
