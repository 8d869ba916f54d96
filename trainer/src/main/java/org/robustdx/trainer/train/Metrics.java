package org.robustdx.trainer.train;

import java.util.Arrays;
import org.robustdx.trainer.common.Argmax;

/**
 * The metrics of a classifier on a set of images.
 *
 * @param confusion {@code [K][K]}: images by true class (row) and predicted class (column)
 * @param crossEntropy mean over images, in nats
 */
public record Metrics(int[][] confusion, double crossEntropy) {

    /**
     * Returns the metrics of predictions.
     *
     * @param logits {@code [n][K]}
     * @param labels true classes
     */
    public static Metrics of(float[][] logits, int[] labels, int classes) {
        int[][] confusion = new int[classes][classes];
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            confusion[labels[i]][Argmax.of(logits[i])]++;
            loss += logSumExp(logits[i]) - logits[i][labels[i]];
        }
        return new Metrics(confusion, loss / Math.max(1, labels.length));
    }

    /** Returns the number of images. */
    public int n() {
        return Arrays.stream(confusion)
                .mapToInt(row -> Arrays.stream(row).sum())
                .sum();
    }

    /** Returns the number of images of class {@code k}. */
    public int positives(int k) {
        return Arrays.stream(confusion[k]).sum();
    }

    /** Returns the number of images that are predicted as class {@code k}. */
    public int predicted(int k) {
        return Arrays.stream(confusion).mapToInt(row -> row[k]).sum();
    }

    /** Returns the share of images that are classified correctly; NaN without images. */
    public double accuracy() {
        int right = 0;
        for (int k = 0; k < confusion.length; k++) {
            right += confusion[k][k];
        }
        return (double) right / n();
    }

    /** Returns the balanced accuracy: the mean recall over the classes that have images; NaN without images. */
    public double balancedAccuracy() {
        double sum = 0;
        int present = 0;
        for (int k = 0; k < confusion.length; k++) {
            int images = Arrays.stream(confusion[k]).sum();
            if (images > 0) {
                sum += (double) confusion[k][k] / images;
                present++;
            }
        }
        return sum / present;
    }

    private static double logSumExp(float[] values) {
        double max = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (float value : values) {
            sum += Math.exp(value - max);
        }
        return max + Math.log(sum);
    }
}
