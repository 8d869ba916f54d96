package org.robustdx.trainer.defend;

import java.util.Locale;
import org.robustdx.trainer.common.Bounds;

/** The numeric settings of defences. Each defence has some of them, with the value of its paper as default. */
public enum DefenceSetting {
    /** Full radius of the attack in training. */
    DEFENCE_EPSILON(0, 255, "Radius of the attack in training, L-inf, in units of 1/255."),
    /** Steps of the attack in training. */
    DEFENCE_STEPS(1, 1000, "Steps of the attack in training."),
    /** Spread of the radius. */
    DEFENCE_SPREAD(0, 1, "Each image's radius is drawn from (1-S)*E to E."),
    /** Weight of the clean images' cross-entropy. */
    CLEAN_SHARE(0, 1, "Share of the cross-entropy that clean images keep beside adversarial ones."),
    /** Weight of the divergence in TRADES. */
    TRADES_WEIGHT(0, 1000, "Weight of the divergence in TRADES."),
    /** Share of the run during which radius and steps grow. */
    DEFENCE_WARM_UP(0, 1, "Share of the training in which radius and steps of the attack grow to their full size."),
    /** Divisor of the logits in defensive distillation. */
    DISTILLATION_TEMPERATURE(1, 1000, "Divisor of the logits in the cross-entropy of defensive distillation.");

    private final double least;
    private final double most;
    private final String description;

    DefenceSetting(double least, double most, String description) {
        this.least = least;
        this.most = most;
        this.description = description;
    }

    /** Returns the name on the command line and in files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns a one-sentence description. */
    public String description() {
        return description;
    }

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    void require(double value) {
        if (this == DEFENCE_EPSILON) {
            Bounds.requireAbove(id(), value, least, most);
        } else if (this == DEFENCE_STEPS) {
            if (value != Math.rint(value)) {
                throw new IllegalArgumentException(id() + ": " + Bounds.show(value) + " (expected: a whole number)");
            }
            Bounds.require(id(), (int) value, (int) least, (int) most);
        } else {
            Bounds.requireFrom(id(), value, least, most);
        }
    }
}
