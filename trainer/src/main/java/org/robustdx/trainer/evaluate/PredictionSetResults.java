package org.robustdx.trainer.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;

/**
 * How often the prediction sets hold the true class.
 *
 * @param coverage share of the images of each class that the sets were calibrated for, from 0 to 1
 * @param epsilon L-inf bound of the attack that they were calibrated under, in units of 1/255; 0 for none
 * @param rows measured coverage by condition, site and class
 */
public record PredictionSetResults(double coverage, double epsilon, List<Coverage> rows) {
    public PredictionSetResults {
        rows = List.copyOf(rows);
    }

    /**
     * The prediction sets of the images of one class. Images that are declared out of scope have no set and do not count.
     *
     * @param epsilon L-inf bound of the attack in units of 1/255; null without attack
     * @param site name of the site; null for all sites together
     * @param className the true class; null for all classes together
     * @param covered share of the sets that hold the true class
     * @param meanSize mean number of classes in a set; null without images
     */
    public record Coverage(
            String condition,
            ThreatModel threatModel,
            @Nullable Double epsilon,
            @Nullable String site,
            @Nullable String className,
            String split,
            long seed,
            Proportion covered,
            @Nullable Double meanSize) {}
}
