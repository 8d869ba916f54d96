package org.robustdx.trainer.data;

/**
 * The shares of a dataset's images that its parts get. They add up to 1.
 *
 * @param train for learning; more than 0
 * @param validation for choosing (early stopping, the checkpoint)
 * @param calibration for the detectors' clean scores
 * @param test for reporting, and nothing else
 */
public record SplitFractions(double train, double validation, double calibration, double test) {
    public SplitFractions {
        double[] all = {train, validation, calibration, test};
        String[] names = {"train", "validation", "calibration", "test"};
        for (int i = 0; i < all.length; i++) {
            if (!(all[i] >= 0 && all[i] <= 1)) {
                throw new IllegalArgumentException(names[i] + ": " + all[i] + " (expected: 0 <= fraction <= 1)");
            }
        }
        if (train == 0) {
            throw new IllegalArgumentException("train: 0.0 (expected: > 0)");
        }
        double sum = train + validation + calibration + test;
        if (Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("fractions: sum " + sum + " (expected: 1)");
        }
    }

    /** Returns 70 % to learn from and 10 % for each of the other parts. */
    public static SplitFractions ofDefaults() {
        return new SplitFractions(0.7, 0.1, 0.1, 0.1);
    }

    double[] toArray() {
        return new double[] {train, validation, calibration, test};
    }
}
