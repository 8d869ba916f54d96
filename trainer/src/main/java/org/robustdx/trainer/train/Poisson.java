package org.robustdx.trainer.train;

import java.util.SplittableRandom;

/** Numbers of independent events. */
final class Poisson {
    /** From this mean on a rounded normal number is close: the skewness that it lacks is 0.22 at most. */
    private static final double NORMAL = 20;

    private Poisson() {}

    /** Returns a Poisson-distributed number of the given mean, which is 0 or more. */
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
