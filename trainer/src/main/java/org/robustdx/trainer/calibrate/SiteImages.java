package org.robustdx.trainer.calibrate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model says of the images of a site.
 *
 * @param logits of the images before any correction, {@code [n][K]}
 * @param scores for each detector, by name, the score of every image
 * @param labels index of the true class of each image; empty where the images have no labels
 * @param groups patient or lesion that each image comes from
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record SiteImages(float[][] logits, Map<String, float[]> scores, int[] labels, String[] groups) {
    /** @throws IllegalArgumentException if there is no image, or the lengths differ */
    public SiteImages {
        int n = logits.length;
        if (n == 0) {
            throw new IllegalArgumentException("logits: of no image (expected: at least one)");
        }
        if (groups.length != n || (labels.length != 0 && labels.length != n)) {
            throw new IllegalArgumentException("labels, groups: " + labels.length + ", " + groups.length
                    + " (expected: " + n + " each, or no labels)");
        }
        scores.forEach((name, values) -> {
            if (values.length != n) {
                throw new IllegalArgumentException("scores." + name + ": " + values.length + " (expected: " + n + ")");
            }
        });
    }

    /** Returns the number of images. */
    public int n() {
        return logits.length;
    }

    /** Returns whether the images have labels. */
    public boolean labelled() {
        return labels.length > 0;
    }

    /** Returns the number of classes of the model. */
    public int classes() {
        return logits[0].length;
    }

    /** Returns how many images each class has; all 0 without labels. */
    public int[] classCounts() {
        int[] counts = new int[classes()];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** Returns the images at these indexes, in that order. */
    public SiteImages subset(int[] indexes) {
        Map<String, float[]> chosen = new LinkedHashMap<>();
        scores.forEach((name, values) -> {
            float[] own = new float[indexes.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = values[indexes[i]];
            }
            chosen.put(name, own);
        });
        return new SiteImages(
                Arrays.stream(indexes).mapToObj(i -> logits[i]).toArray(float[][]::new),
                chosen,
                labelled() ? Arrays.stream(indexes).map(i -> labels[i]).toArray() : new int[0],
                Arrays.stream(indexes).mapToObj(i -> groups[i]).toArray(String[]::new));
    }

    /** Returns the stratum of each image, by which draws and folds keep their proportions: the class, or 0 without labels. */
    int[] strata() {
        return labelled() ? labels.clone() : new int[n()];
    }

    /** Returns the same images without their labels. */
    public SiteImages unlabelled() {
        return new SiteImages(logits, scores, new int[0], groups);
    }
}
