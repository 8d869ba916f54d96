package org.robustdx.trainer.defend;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.robustdx.trainer.common.Bounds;

/**
 * The defence of a training run, with its parameters. In checkpoints, the settings have the names of the command line.
 *
 * @param kind the defence; for {@code NONE}, the other values are ignored
 * @param epsilon full radius of the attack, L-inf, in units of 1/255: above 0, at most 255
 * @param steps steps of the attack, 1 to 1,000; 1 for single-step defences
 * @param spread spread of the radius: each image's radius is drawn from (1 - spread)·epsilon to epsilon; 0 to 1
 * @param cleanShare weight of the clean images' cross-entropy, 0 to 1; ignored for TRADES, which uses 1
 * @param weight weight of the divergence in TRADES, 0 to 1,000
 * @param warmUp share of the run during which radius and steps grow, 0 to 1
 */
public record DefenceOptions(
        @JsonProperty("defence") Defences kind,
        @JsonProperty("defence-epsilon") double epsilon,
        @JsonProperty("defence-steps") int steps,
        @JsonProperty("defence-spread") double spread,
        @JsonProperty("clean-share") double cleanShare,
        @JsonProperty("trades-weight") double weight,
        @JsonProperty("defence-warm-up") double warmUp) {
    public DefenceOptions {
        Bounds.requireAbove("defence-epsilon", epsilon, 0, 255);
        Bounds.require("defence-steps", steps, 1, 1000);
        Bounds.requireFrom("defence-spread", spread, 0, 1);
        Bounds.requireFrom("clean-share", cleanShare, 0, 1);
        Bounds.requireFrom("trades-weight", weight, 0, 1000);
        Bounds.requireFrom("defence-warm-up", warmUp, 0, 1);
        if (kind.singleStep() && steps != 1) {
            throw new IllegalArgumentException("defence-steps: " + steps + " (expected: 1 for --defence " + kind + ")");
        }
    }

    /** Returns the options of a defence as in its paper, with a radius of 8/255. */
    public static DefenceOptions of(Defences kind) {
        return new DefenceOptions(kind, 8, kind.usualSteps(), kind.usualSpread(), kind.usualCleanShare(), 6, 0.2);
    }

    /** Returns a description of the defence for messages and model cards. */
    @Override
    public String toString() {
        if (kind == Defences.NONE) {
            return "none";
        }
        String radius = spread == 0 ? show(epsilon) : show((1 - spread) * epsilon) + " to " + show(epsilon);
        String part = kind == Defences.TRADES ? "divergence times " + show(weight) : "clean share " + show(cleanShare);
        return kind + ", L-inf " + radius + " of 255, steps " + steps + ", " + part + ", warm-up " + show(warmUp);
    }

    /** Creates the defence. */
    public Defence defence() {
        return kind.create(this);
    }

    Strength strength() {
        return new Strength(epsilon, steps, spread, warmUp);
    }

    /** Formats a number rounded to three decimals, which hides rounding errors of products. */
    private static String show(double value) {
        return Bounds.show(Math.rint(value * 1000) / 1000);
    }
}
