package org.robustdx.trainer.defend;

import java.util.SplittableRandom;
import org.robustdx.trainer.attack.Norm;
import org.robustdx.trainer.attack.TrainingAttack;

/**
 * How hard the attack of adversarial training is in the course of a run. Radius and steps grow linearly to their full size: a model that
 * reads nothing yet learns nothing from images that are attacked in full.
 *
 * @param epsilon full radius in units of 1/255
 * @param steps full number of steps
 * @param spread each image's radius is drawn from the topmost share of the range from 0: 0 for the same for all, 1 for the whole range
 * @param warmUp share of the run in which radius and steps grow, 0 to 1
 */
record Strength(double epsilon, int steps, double spread, double warmUp) {
    private static final long STREAM = 0x7F4A7C159E3779B9L;

    private double grown(double progress) {
        return warmUp > 0 ? Math.min(1, progress / warmUp) : 1;
    }

    /** Returns the number of steps, at least 1. */
    int steps(double progress) {
        return Math.max(1, (int) Math.ceil(steps * grown(progress)));
    }

    /**
     * Returns the attack as it is then.
     *
     * @param stepSize in radii, when all steps are taken; fewer are longer, so that they reach as far, at most a radius each where all are
     * @param reach see {@link TrainingAttack}
     */
    TrainingAttack attack(double progress, double stepSize, TrainingAttack.Start start, double reach) {
        int now = steps(progress);
        return new TrainingAttack(
                Norm.LINF, now, Math.min(Math.max(1, stepSize), stepSize * steps / now), start, reach);
    }

    /** Returns a radius for each of n images, of pixels in [0,1]. */
    double[] radii(int n, double progress, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ STREAM);
        double[] radii = new double[n];
        for (int i = 0; i < n; i++) {
            radii[i] = epsilon / 255 * grown(progress) * (1 - spread * random.nextDouble());
        }
        return radii;
    }
}
