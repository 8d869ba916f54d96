package org.robustdx.trainer.attack;

import java.util.Locale;

/** The settings of attacks. Each attack has some of them, with the paper's value as default. */
public enum Setting {
    /** Gradient steps of one run. For C&W and L-BFGS: of one value of the constant. */
    STEPS(true, "Gradient steps of one run."),
    /** Runs from different random starts, on the images that survived the previous runs. */
    RESTARTS(true, "Runs from different random starts, on the images that survived the previous runs."),
    /** Length of a gradient step. */
    STEP_SIZE(false, "Length of a gradient step, in radii of the budget."),
    /** Momentum. */
    DECAY(false, "Weight of the previous steps' direction (momentum)."),
    /** Required margin of the logits. */
    CONFIDENCE(
            false, "Required margin of the logits; with values above 0, results survive rounding and transfer better."),
    /** Learning rate of Adam. */
    RATE(false, "Learning rate of the optimiser."),
    /** Number of values of the constant that balances distance and loss. */
    SEARCH_STEPS(true, "Number of values of the constant that balances distance and loss."),
    /** Extra length beyond the decision boundary. */
    OVERSHOOT(false, "Extra length beyond the decision boundary, as a share of the step."),
    /** Number of wrong classes considered. */
    TARGETS(true, "Number of wrong classes that are considered, most likely first."),
    /** Maximum number of queries per image. */
    QUERIES(true, "Maximum number of queries of a black-box attack per image."),
    /** Size of the first windows of Square. */
    SHARE(false, "Share of the image that the first windows of Square cover."),
    /** Draws of each output of a randomised model. */
    DRAWS(true, "Draws over which each output of a randomised defence is averaged (expectation over transformation).");

    private final boolean whole;
    private final String description;

    Setting(boolean whole, String description) {
        this.whole = whole;
        this.description = description;
    }

    /** Returns the name on the command line and in messages. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns whether the value must be a whole number. */
    public boolean whole() {
        return whole;
    }

    /** Returns a one-sentence description. */
    public String description() {
        return description;
    }
}
