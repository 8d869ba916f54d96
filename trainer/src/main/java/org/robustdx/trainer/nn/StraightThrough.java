package org.robustdx.trainer.nn;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Rounding with the gradient of the identity (Athalye et al., ICML 2018, section 4.1), so that rounding does not hide
 * the gradient from an attack.
 */
public final class StraightThrough {
    /** Half the width of the ramp between two whole numbers is 1/(2·SLOPE). */
    private static final double SLOPE = 100;

    private StraightThrough() {}

    /** Returns the largest whole number that is not above {@code x}. */
    public static SDVariable floor(SDVariable x) {
        return withValueOf(x, x.getSameDiff().math().floor(x));
    }

    /**
     * Returns the nearest whole number. Within 0.005 of the middle of two whole numbers, the result is a ramp between
     * them, so that two runtimes whose rounding errors differ do not differ by a whole number.
     */
    public static SDVariable round(SDVariable x) {
        SameDiff sd = x.getSameDiff();
        SDVariable below = sd.math().floor(x);
        SDVariable ramp = x.sub(below).add(-0.5).mul(SLOPE).add(0.5);
        SDVariable rest = sd.nn().relu(ramp, 0).sub(sd.nn().relu(ramp.add(-1), 0));
        return withValueOf(x, below.add(rest));
    }

    private static SDVariable withValueOf(SDVariable x, SDVariable value) {
        return x.add(StopGradient.of(value.sub(x)));
    }
}
