package org.robustdx.trainer.attack;

import org.robustdx.trainer.common.Bounds;

/**
 * Maximum distance between an adversarial image and its original.
 *
 * @param norm norm of the difference, over all samples of pixels in [0,1]
 * @param epsilon for L-inf in units of 1/255, so that 4 means 4/255 of the range: 0 < epsilon ≤ 255; for L2 the length
 *     over the whole image with pixels in [0,1], which therefore allows more change per pixel in a small image than in
 *     a large one: 0 < epsilon ≤ 1000
 */
public record Budget(Norm norm, double epsilon) {
    private static final double LONGEST = 1000;

    public Budget {
        double most = norm == Norm.LINF ? 255 : LONGEST;
        if (!(epsilon > 0 && epsilon <= most)) {
            throw new IllegalArgumentException(
                    "epsilon: " + Bounds.show(epsilon) + " (expected: 0 < epsilon <= " + Bounds.show(most) + ")");
        }
    }

    /** Creates a budget in the L-inf norm, in units of 1/255. */
    public Budget(double epsilon) {
        this(Norm.LINF, epsilon);
    }

    /** Returns the maximum distance for pixels in [0,1]. */
    public double radius() {
        return norm == Norm.LINF ? epsilon / 255 : epsilon;
    }

    /** Returns a text such as {@code L-inf epsilon 4/255} or {@code L2 epsilon 0.5}. */
    @Override
    public String toString() {
        return norm.label() + " epsilon " + Bounds.show(epsilon) + (norm == Norm.LINF ? "/255" : "");
    }
}
