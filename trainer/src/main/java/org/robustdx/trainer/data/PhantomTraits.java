package org.robustdx.trainer.data;

import java.util.List;
import java.util.Random;

/**
 * The traits that distinguish the classes of phantoms, each about 0 (absent) to 1 (strong).
 *
 * @param border irregularity of the outline
 * @param asymmetry of shape and pigment
 * @param variegation patches of black, red and blue-grey
 * @param network strength of the pigment network
 */
record PhantomTraits(double border, double asymmetry, double variegation, double network) {
    static final List<String> CLASSES = List.of("benign", "atypical", "malignant");

    /** The traits' standard deviation within each class. */
    static final double SPREAD = 0.13;

    private static final PhantomTraits[] CENTRES = {
        new PhantomTraits(0.20, 0.20, 0.18, 0.32),
        new PhantomTraits(0.42, 0.40, 0.34, 0.70),
        new PhantomTraits(0.66, 0.62, 0.66, 0.42),
    };

    /** Returns the mean traits of a class. */
    static PhantomTraits centre(int label) {
        return CENTRES[label];
    }

    /** Returns traits drawn from the distribution of a class. */
    static PhantomTraits draw(int label, Random random) {
        PhantomTraits c = CENTRES[label];
        return new PhantomTraits(
                vary(c.border, random),
                vary(c.asymmetry, random),
                vary(c.variegation, random),
                vary(c.network, random));
    }

    /** Returns the class whose centre is nearest: with equal spherical covariances, this is the optimal classifier. */
    int likeliestClass() {
        int best = 0;
        for (int label = 1; label < CENTRES.length; label++) {
            if (squaredDistance(CENTRES[label]) < squaredDistance(CENTRES[best])) {
                best = label;
            }
        }
        return best;
    }

    private double squaredDistance(PhantomTraits o) {
        return square(border - o.border)
                + square(asymmetry - o.asymmetry)
                + square(variegation - o.variegation)
                + square(network - o.network);
    }

    private static double square(double x) {
        return x * x;
    }

    private static double vary(double centre, Random random) {
        return centre + SPREAD * random.nextGaussian();
    }
}
