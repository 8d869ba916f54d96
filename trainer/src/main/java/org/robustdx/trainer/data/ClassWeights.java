package org.robustdx.trainer.data;

/** Weights that balance the classes in a loss. */
public final class ClassWeights {
    private ClassWeights() {}

    /**
     * Returns one weight per class, inversely proportional to its frequency in {@code labels}. The mean over the samples (not over the classes) is 1,
     * so that the loss keeps its scale. A class without samples has weight 0.
     */
    public static double[] inverseFrequency(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        int present = 0;
        for (int count : counts) {
            present += count > 0 ? 1 : 0;
        }
        double[] weights = new double[classes];
        for (int c = 0; c < classes; c++) {
            weights[c] = counts[c] == 0 ? 0 : labels.length / ((double) present * counts[c]);
        }
        return weights;
    }
}
