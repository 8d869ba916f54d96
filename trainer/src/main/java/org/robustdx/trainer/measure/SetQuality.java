package org.robustdx.trainer.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.inference.model.PredictionSets;

/**
 * What a model's prediction sets are worth on labelled images.
 *
 * @param byClass how often the set holds the true class, by the class's name
 * @param meanSize mean number of classes in a set
 * @param n images
 */
public record SetQuality(Map<String, Covered> byClass, double meanSize, int n) {
    /**
     * How often the sets of images of one class hold that class.
     *
     * @param covered images whose set holds it
     * @param n images of the class
     */
    public record Covered(int covered, int n) {
        /** Returns the share of images whose set holds the class, NaN without images. */
        public double share() {
            return (double) covered / n;
        }
    }

    /**
     * Returns the quality of the sets.
     *
     * @param classes in the model's order
     * @param probabilities {@code [n][K]}
     * @param labels true classes
     */
    static SetQuality of(PredictionSets sets, List<String> classes, float[][] probabilities, int[] labels) {
        int[] n = new int[classes.size()];
        int[] covered = new int[classes.size()];
        long members = 0;
        for (int i = 0; i < labels.length; i++) {
            List<String> set = sets.of(probabilities[i]);
            n[labels[i]]++;
            covered[labels[i]] += set.contains(classes.get(labels[i])) ? 1 : 0;
            members += set.size();
        }
        Map<String, Covered> byClass = new LinkedHashMap<>();
        for (int k = 0; k < n.length; k++) {
            byClass.put(classes.get(k), new Covered(covered[k], n[k]));
        }
        return new SetQuality(byClass, (double) members / labels.length, labels.length);
    }

    /** Returns the quality for a report. */
    Map<String, Object> toMap() {
        Map<String, Object> coverage = new LinkedHashMap<>();
        byClass.forEach((name, covered) -> {
            if (covered.n() > 0) {
                coverage.put(name, covered.share());
            }
        });
        return Map.of("coverage", coverage, "mean_size", meanSize);
    }
}
