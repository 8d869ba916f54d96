package org.robustdx.trainer.defend;

/**
 * Which defence a run trains with, and how hard.
 *
 * @param kind which one; what the other values say is of no meaning for {@code NONE}
 * @param epsilon full radius of the attack, L-inf, in units of 1/255: above 0, at most 255
 * @param steps of the attack, 1 to 1,000; single-step defences take 1
 * @param spread of the radius over the images: each image's is drawn from (1 - spread)·epsilon to epsilon; 0 to 1
 * @param cleanShare share of the cross-entropy that stays with the clean images, 0 to 1; of no meaning for TRADES, where it is 1
 * @param weight of the divergence in TRADES, at least 0
 * @param warmUp share of the run in which radius and steps grow, 0 to 1
 */
public record DefenceOptions(
        Defences kind, double epsilon, int steps, double spread, double cleanShare, double weight, double warmUp) {
    public DefenceOptions {
        require("defence-epsilon", epsilon, epsilon > 0 && epsilon <= 255, "0 < defence-epsilon <= 255");
        require("defence-steps", steps, steps >= 1 && steps <= 1000, "1 <= defence-steps <= 1000");
        require("defence-spread", spread, spread >= 0 && spread <= 1, "0 <= defence-spread <= 1");
        require("clean-share", cleanShare, cleanShare >= 0 && cleanShare <= 1, "0 <= clean-share <= 1");
        require("trades-weight", weight, weight >= 0 && weight <= 1000, "0 <= trades-weight <= 1000");
        require("defence-warm-up", warmUp, warmUp >= 0 && warmUp <= 1, "0 <= defence-warm-up <= 1");
        if (kind.singleStep() && steps != 1) {
            throw new IllegalArgumentException("defence-steps: " + steps + " (expected: 1 for --defence " + kind + ")");
        }
    }

    /** Returns the options of a defence as its paper has them, with a radius of 8/255. */
    public static DefenceOptions of(Defences kind) {
        return new DefenceOptions(kind, 8, kind.usualSteps(), kind.usualSpread(), kind.usualCleanShare(), 6, 0.2);
    }

    /** Returns what the run trained against, in words. */
    @Override
    public String toString() {
        if (kind == Defences.NONE) {
            return "none";
        }
        String radius = spread == 0 ? show(epsilon) : show((1 - spread) * epsilon) + " to " + show(epsilon);
        String part = kind == Defences.TRADES ? "divergence times " + show(weight) : "clean share " + show(cleanShare);
        return kind + ", L-inf " + radius + " of 255, steps " + steps + ", " + part + ", warm-up " + show(warmUp);
    }

    /** Returns the defence. */
    public Defence defence() {
        return kind.create(this);
    }

    Strength strength() {
        return new Strength(epsilon, steps, spread, warmUp);
    }

    private static String show(double value) {
        double rounded = Math.rint(value * 1000) / 1000;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private static void require(String name, double value, boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + show(value) + " (expected: " + expected + ")");
        }
    }
}
