package org.robustdx.trainer.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.train.Metrics;

/**
 * What the served model made of a set of images in one condition. It is kept on disk, so that a stopped evaluation continues where it was.
 *
 * @param labels true classes
 * @param logits {@code [n][K]}
 * @param probabilities {@code [n][K]}
 * @param scores {@code [n][S]} of the detectors
 * @param flagged whether the tampering alarm of the file would be raised, whatever the scope of the image
 * @param rightBeforeRounding how many attacked images the network classifies correctly before they are rounded to 8 bits; null without attack
 * @param quality of the images and of their reconstructions; null where that says nothing, as of shifted images
 * @param exhibits some of the images, for people to see
 * @param seconds of wall-clock time
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
     * How close images are to the clean ones, before and after the model's decoder.
     *
     * @param inputMse mean squared error of the images that the model is given, of samples in [0,1]
     * @param denoisedMse that of the model's reconstructions
     * @param inputSsim mean structural similarity of the images that the model is given
     * @param denoisedSsim that of the model's reconstructions
     */
    public record Quality(double inputMse, double denoisedMse, double inputSsim, double denoisedSsim) {}

    /**
     * One image as it was given, and as the model's decoder returned it.
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

    /** Returns how many images there are. */
    public int n() {
        return labels.length;
    }

    /** Returns how well they were classified. */
    public Metrics metrics(int classes) {
        return Metrics.of(logits, labels, classes);
    }

    /** Returns whether an image was classified correctly. */
    public boolean right(int i) {
        return Argmax.of(logits[i]) == labels[i];
    }

    /** Returns how many were classified correctly. */
    public int right() {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += right(i) ? 1 : 0;
        }
        return right;
    }

    /** Returns how many were flagged. */
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
