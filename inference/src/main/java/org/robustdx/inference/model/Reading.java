package org.robustdx.inference.model;

import org.robustdx.inference.image.Raster;

/**
 * A model's answer to one image.
 *
 * @param logits one per class
 * @param probabilities one per class, in the order of the classes
 * @param scores one per detector, higher is more suspicious
 * @param denoised the image as the model's decoder reconstructs it
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record Reading(float[] logits, float[] probabilities, float[] scores, Raster denoised) {
    /** @throws IllegalArgumentException if there are not as many probabilities as logits, or none */
    public Reading {
        if (logits.length == 0 || probabilities.length != logits.length) {
            throw new IllegalArgumentException("probabilities: " + probabilities.length + " (expected: "
                    + Math.max(1, logits.length) + ", as many as logits)");
        }
    }

    /** Returns the index of the class with the largest logit, the first of equals; NaN is never the largest. */
    public int label() {
        return label(logits);
    }

    /** As {@link #label()}, of logits alone; there must be at least one. */
    public static int label(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best] || (Float.isNaN(logits[best]) && !Float.isNaN(logits[i]))) {
                best = i;
            }
        }
        return best;
    }
}
