package org.robustdx.trainer.evaluate;

import java.util.List;
import org.robustdx.trainer.common.Bounds;

/**
 * The settings of an evaluation.
 *
 * @param attacks attacks, in their order
 * @param epsilons L-inf bounds of the attacks in units of 1/255, ascending
 * @param shifts whether the shifts are measured
 * @param outOfScope whether out-of-scope images are generated and measured, if the model has scope detectors
 * @param seed seed of noise, attacks and resampling
 */
public record Settings(
        List<AttackChoice> attacks, List<Double> epsilons, boolean shifts, boolean outOfScope, long seed) {
    /** The attacks that run if none is named. */
    public static final String DEFAULT_ATTACKS = "fgsm,pgd,apgd-ce,apgd-dlr,square:queries=1000,adaptive";

    public Settings {
        attacks = List.copyOf(attacks);
        epsilons = epsilons.stream().sorted().distinct().toList();
        if (epsilons.isEmpty()) {
            throw new IllegalArgumentException("epsilons: none (expected: at least 1)");
        }
        for (double epsilon : epsilons) {
            if (!(epsilon > 0 && epsilon <= 255)) {
                throw new IllegalArgumentException(
                        "epsilons: " + Bounds.show(epsilon) + " (expected: 0 < epsilon <= 255)");
            }
        }
    }

    /** Returns the ε of checks, and of plots that show a single ε: 4/255, or the nearest one. */
    public double middleEpsilon() {
        return epsilons.stream()
                .min(java.util.Comparator.comparingDouble(e -> Math.abs(e - 4)))
                .orElseThrow();
    }
}
