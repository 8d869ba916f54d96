package org.robustdx.trainer.train;

import java.util.SplittableRandom;

/** Draws from the Poisson distribution. */
final class Poisson {
    /** From this mean on, a rounded normal number is used. The missing skewness is at most 0.22. */
    private static final double NORMAL = 20;

    private Poisson() {}

    /** Returns a Poisson-distributed number of this mean, which is at least 0. */
    static double draw(double mean, SplittableRandom random) {
        if (mean >= NORMAL) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        // The distribution function, term by term, up to a number drawn from [0,1). It ends: terms turn 0 where
        // rounding leaves a rest.
        double rest = random.nextDouble();
        double term = Math.exp(-mean);
        int count = 0;
        while (rest >= term && term > 0) {
            rest -= term;
            count++;
            term *= mean / count;
        }
        return count;
    }
}
