package org.robustdx.trainer.data;

/**
 * The shares of the images that the parts of a split get. They add up to 1.
 *
 * @param train share of the training split; more than 0
 * @param validation share of the validation split, which chooses the checkpoint
 * @param calibration share of the calibration split, which calibrates the detectors
 * @param test share of the test split, which only serves reports
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

    /** Returns 70 % for training and 10 % for each of the other parts. */
    public static SplitFractions ofDefaults() {
        return new SplitFractions(0.7, 0.1, 0.1, 0.1);
    }

    double[] toArray() {
        return new double[] {train, validation, calibration, test};
    }
}
