package org.robustdx.trainer.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.train.Metrics;

/**
 * The answers of the served model to a set of images in one condition. They are stored on disk, so that an interrupted evaluation can continue.
 *
 * @param labels true classes
 * @param logits {@code [n][K]}
 * @param probabilities {@code [n][K]}
 * @param scores {@code [n][S]}, the detector scores
 * @param flagged whether the tampering alarm is raised, regardless of the scope of the image
 * @param rightBeforeRounding number of attacked images that the network classifies correctly before rounding to 8 bits; null without attack
 * @param quality similarity to the clean images; null if it is meaningless, as for shifted images
 * @param exhibits images to show in the report
 * @param seconds wall-clock time
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record Observed(
        int[] labels,
        float[][] logits,
        float[][] probabilities,
        float[][] scores,
        boolean[] flagged,
        @Nullable Integer rightBeforeRounding,
        @Nullable Quality quality,
        List<Exhibit> exhibits,
        double seconds) {

    /**
     * The similarity of images to the clean images, before and after the model's decoder.
     *
     * @param inputMse mean squared error of the input images, with samples in [0,1]
     * @param denoisedMse that of the model's reconstructions
     * @param inputSsim mean structural similarity of the input images
     * @param denoisedSsim that of the model's reconstructions
     */
    public record Quality(double inputMse, double denoisedMse, double inputSsim, double denoisedSsim) {}

    /**
     * An input image and its reconstruction by the model's decoder.
     *
     * @param index of the image in its set
     * @param image as a PNG file
     * @param denoised as a PNG file
     * @param logitsOfDenoised logits of the denoised image
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Exhibit(int index, byte[] image, byte[] denoised, float[] logitsOfDenoised) {}

    public Observed {
        exhibits = List.copyOf(exhibits);
    }

    /** Returns the number of images. */
    public int n() {
        return labels.length;
    }

    /** Returns the metrics of the predictions. */
    public Metrics metrics(int classes) {
        return Metrics.of(logits, labels, classes);
    }

    /** Returns whether an image was classified correctly. */
    public boolean right(int i) {
        return Argmax.of(logits[i]) == labels[i];
    }

    /** Returns the number of images that were classified correctly. */
    public int right() {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += right(i) ? 1 : 0;
        }
        return right;
    }

    /** Returns the number of flagged images. */
    public int flaggedCount() {
        int count = 0;
        for (boolean one : flagged) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** Returns one detector's scores. */
    public double[] scoresOf(int detector) {
        double[] column = new double[scores.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = scores[i][detector];
        }
        return column;
    }
}
