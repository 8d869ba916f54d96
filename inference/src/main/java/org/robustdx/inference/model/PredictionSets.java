package org.robustdx.inference.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns class probabilities into a set of classes that holds the true one with a stated probability, whatever the true class is
 * (class-conditional split conformal prediction: Vovk, "Conditional validity of inductive conformal predictors", 2012). A class is in the set when its
 * probability is at least the class's threshold. The most probable class is always in the set, which can only raise the coverage. The
 * guarantee holds for images that are drawn as the calibration images were. Immutable.
 *
 * @param coverage the probability that the set holds the true class, above 0 and below 1
 * @param epsilon the largest change of a pixel under which the coverage was calibrated, in units of 1/255; 0 for images without an attack
 * @param thresholds one per class, by the class's name, in the model's order
 */
public record PredictionSets(double coverage, double epsilon, Map<String, Threshold> thresholds) {
    /** The coverage of a file for which none was asked. */
    public static final double DEFAULT_COVERAGE = 0.95;

    /**
     * When one class belongs to the set.
     *
     * @param n calibration images of this class
     * @param least the smallest probability with which the class is in the set, in [0, 1]; 0 where there were too few images for the coverage
     */
    public record Threshold(int n, double least) {
        /** @throws IllegalArgumentException if a value is out of its range */
        public Threshold {
            if (n < 0) {
                throw new IllegalArgumentException("n: " + n + " (expected: >= 0)");
            }
            if (!(least >= 0 && least <= 1)) {
                throw new IllegalArgumentException("least: " + least + " (expected: 0 to 1)");
            }
        }
    }

    /**
     * Copies the map.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PredictionSets {
        if (!(coverage > 0 && coverage < 1)) {
            throw new IllegalArgumentException("coverage: " + coverage + " (expected: above 0 and below 1)");
        }
        if (!(epsilon >= 0 && epsilon <= 255)) {
            throw new IllegalArgumentException("epsilon: " + epsilon + " (expected: 0 to 255)");
        }
        thresholds = Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
    }

    /**
     * Returns the sets that the given labelled images calibrate.
     *
     * @param classes names of the classes, in the model's order
     * @param probabilities of images that the model was not trained on, {@code [n][K]}, all finite
     * @param labels index of the true class of each image
     * @param coverage the probability that a set holds the true class, above 0 and below 1
     * @param epsilon the attack that the images are under, in units of 1/255; 0 for none
     * @throws IllegalArgumentException if the arrays differ in length or a value is out of its range
     */
    public static PredictionSets calibrated(
            List<String> classes, float[][] probabilities, int[] labels, double coverage, double epsilon) {
        if (probabilities.length != labels.length) {
            throw new IllegalArgumentException(
                    "labels: " + labels.length + " (expected: " + probabilities.length + ", one per image)");
        }
        Map<String, Threshold> thresholds = new LinkedHashMap<>();
        for (int k = 0; k < classes.size(); k++) {
            double[] own = new double[labels.length];
            int n = 0;
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] == k) {
                    own[n++] = probabilities[i][k];
                }
            }
            thresholds.put(classes.get(k), threshold(Arrays.copyOf(own, n), coverage));
        }
        return new PredictionSets(coverage, epsilon, thresholds);
    }

    /** Of n + 1 exchangeable images at least ceil((n + 1) coverage) have a probability of their class that is at least the result's. */
    private static Threshold threshold(double[] own, double coverage) {
        int covered = (int) Math.ceil((own.length + 1) * coverage - 1e-9);
        if (covered > own.length) {
            return new Threshold(own.length, 0);
        }
        Arrays.sort(own);
        return new Threshold(own.length, own[own.length - covered]);
    }

    /**
     * Returns the classes of the set, the most probable first.
     *
     * @param probabilities one per class, in the order of {@link #thresholds()}
     * @throws IllegalArgumentException if there is not one probability per class
     */
    public List<String> of(float[] probabilities) {
        if (probabilities.length != thresholds.size()) {
            throw new IllegalArgumentException(
                    "probabilities: " + probabilities.length + " (expected: " + thresholds.size() + ", one per class)");
        }
        List<String> names = List.copyOf(thresholds.keySet());
        List<Threshold> limits = List.copyOf(thresholds.values());
        int best = Reading.label(probabilities);
        List<Integer> members = new ArrayList<>();
        for (int k = 0; k < probabilities.length; k++) {
            if (k == best || probabilities[k] >= limits.get(k).least()) {
                members.add(k);
            }
        }
        members.sort(Comparator.comparingDouble(k -> k == best ? -2 : -probabilities[k]));
        return members.stream().map(names::get).toList();
    }

    /**
     * Reads the metadata entry {@code prediction_sets}:
     * {@code {"coverage": 0.95, "epsilon": 0, "classes": {"NAME": {"n": 120, "least": 0.31}, ...}}}.
     *
     * @param json the entry
     * @param classes the names that must be there, in the model's order
     * @throws InvalidModelException if the entry has another form
     */
    public static PredictionSets parse(String json, List<String> classes) throws InvalidModelException {
        JsonNode root = Json.parse("prediction_sets", json);
        Map<String, Threshold> thresholds = new LinkedHashMap<>();
        try {
            for (String name : classes) {
                JsonNode node = root.path("classes").path(name);
                JsonNode n = node.path("n");
                if (!n.isIntegralNumber() || !n.canConvertToInt()) {
                    throw new IllegalArgumentException("classes." + name + ".n is not an integer");
                }
                thresholds.put(name, new Threshold(n.intValue(), number(node, "least", "classes." + name + ".least")));
            }
            return new PredictionSets(
                    number(root, "coverage", "coverage"), number(root, "epsilon", "epsilon"), thresholds);
        } catch (IllegalArgumentException e) {
            throw new InvalidModelException("metadata prediction_sets: " + e.getMessage(), e);
        }
    }

    private static double number(JsonNode node, String key, String path) {
        JsonNode value = node.path(key);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(path + " is not a number");
        }
        return value.doubleValue();
    }

    /** Returns these sets as the metadata entry that {@link #parse} reads. */
    public String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("coverage", coverage);
        root.put("epsilon", epsilon);
        ObjectNode classes = root.putObject("classes");
        thresholds.forEach((name, threshold) ->
                classes.putObject(name).put("n", threshold.n()).put("least", threshold.least()));
        return root.toString();
    }
}
