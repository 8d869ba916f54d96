package org.robustdx.trainer.evaluate;

import java.util.List;
import org.robustdx.trainer.common.Bounds;

/**
 * What is measured.
 *
 * @param attacks in their order
 * @param epsilons in units of 1/255, ascending
 * @param shifts whether the shifts are measured
 * @param outOfScope whether images out of scope are made and measured, if the model has scope detectors
 * @param seed of noise, attacks and resampling
 */
public record Settings(
        List<AttackChoice> attacks, List<Double> epsilons, boolean shifts, boolean outOfScope, long seed) {
    /** The attacks that are made where none is named. */
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

    /** Returns the ε that checks and plots of a single one use: 4/255, or the one nearest to it. */
    public double middleEpsilon() {
        return epsilons.stream()
                .min(java.util.Comparator.comparingDouble(e -> Math.abs(e - 4)))
                .orElseThrow();
    }
}
