package org.robustdx.inference.model;

/**
 * What every answer of a model must be, wherever it comes from: numbers that are finite, and probabilities that are some. Without it, NaN is larger
 * than nothing: the first class would win, no alarm would count, and the diagnosis would look like any other.
 */
public final class OutputCheck {
    /** A softmax in 16-bit floats rounds each of its terms by up to 0.0005. */
    private static final double TOLERANCE = 0.01;

    private OutputCheck() {}

    /**
     * Checks the answer to one image.
     *
     * @param logits one per class
     * @param probabilities one per class
     * @param scores one per detector
     * @throws InvalidOutputException if a number is not finite, or the probabilities are not each in [0,1] and 1 together
     */
    public static void check(float[] logits, float[] probabilities, float[] scores) {
        checkFinite(Contract.LOGITS, logits);
        checkFinite(Contract.PROBABILITIES, probabilities);
        checkFinite(Contract.SCORES, scores);
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] < -TOLERANCE || probabilities[i] > 1 + TOLERANCE) {
                throw new InvalidOutputException(
                        "output probabilities[" + i + "]: " + probabilities[i] + " (expected: 0 to 1)");
            }
            sum += probabilities[i];
        }
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw new InvalidOutputException("output probabilities: a sum of " + sum + " (expected: 1)");
        }
    }

    /**
     * Checks the reconstruction of an image. What lies outside of [0,1] is clamped later.
     *
     * @throws InvalidOutputException if a number is not finite
     */
    public static void checkDenoised(float[] denoised) {
        checkFinite(Contract.DENOISED, denoised);
    }

    private static void checkFinite(String output, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InvalidOutputException(
                        "output " + output + "[" + i + "]: " + values[i] + " (expected: a finite number)");
            }
        }
    }
}
