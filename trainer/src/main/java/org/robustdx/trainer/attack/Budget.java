package org.robustdx.trainer.attack;

/**
 * How far an adversarial image may be from its original, in the L-inf norm over pixels.
 *
 * @param epsilon in units of 1/255, so that 4 means 4/255 of the range: 0 < epsilon ≤ 255
 */
public record Budget(double epsilon) {
    public Budget {
        if (!(epsilon > 0 && epsilon <= 255)) {
            throw new IllegalArgumentException("epsilon: " + format(epsilon) + " (expected: 0 < epsilon <= 255)");
        }
    }

    /** Returns the largest difference of a pixel in [0,1]. */
    public double radius() {
        return epsilon / 255;
    }

    private static String format(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
