package org.robustdx.trainer.defend;

import java.util.SplittableRandom;
import org.robustdx.trainer.attack.Norm;
import org.robustdx.trainer.attack.TrainingAttack;

/**
 * Strength of the attack in adversarial training during a run. Radius and steps grow linearly to their full values,
 * because an untrained model learns nothing from strongly attacked images.
 *
 * @param epsilon full radius in units of 1/255
 * @param steps full number of steps
 * @param spread share of the radius that is random: 0 for the same radius for all images, 1 for a radius between 0 and
 *     the full one
 * @param warmUp share of the run during which radius and steps grow, 0 to 1
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
     * Returns the attack at this progress.
     *
     * @param stepSize step size in radii, at the full number of steps; with fewer steps, each is longer, so that the
     *     total length is the same, but at most {@code max(1, stepSize)}
     * @param reach see {@link TrainingAttack}
     */
    TrainingAttack attack(double progress, double stepSize, TrainingAttack.Start start, double reach) {
        int now = steps(progress);
        return new TrainingAttack(
                Norm.LINF, now, Math.min(Math.max(1, stepSize), stepSize * steps / now), start, reach);
    }

    /** Returns a radius for each of n images, for pixels in [0,1]. */
    double[] radii(int n, double progress, long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ STREAM);
        double[] radii = new double[n];
        for (int i = 0; i < n; i++) {
            radii[i] = epsilon / 255 * grown(progress) * (1 - spread * random.nextDouble());
        }
        return radii;
    }
}
