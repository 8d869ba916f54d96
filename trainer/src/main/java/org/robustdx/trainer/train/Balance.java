package org.robustdx.trainer.train;

import java.util.Arrays;
import java.util.Locale;
import org.robustdx.trainer.data.BatchOrder;
import org.robustdx.trainer.data.ClassWeights;

/** How training balances rare and common classes. */
public enum Balance {
    /** No balancing: each image counts the same. */
    NONE,
    /** A weight on the loss of each image, inversely proportional to the frequency of its class. Few images then dominate a step. */
    WEIGHTS,
    /**
     * Logit adjustment (Menon et al., ICLR 2021, eq. 10): training adds the logarithm of each class frequency to the logits. The logits themselves
     * then assume equally frequent classes. Each image counts the same.
     */
    LOGITS,
    /** Sampling: every class is drawn equally often. Steps vary less than with weights, but images of common classes are seen less often. */
    SAMPLES;

    /** Returns a factor for the loss of each class. */
    public double[] weights(int[] labels, int classes) {
        double[] ones = new double[classes];
        Arrays.fill(ones, 1);
        return this == WEIGHTS ? ClassWeights.inverseFrequency(labels, classes) : ones;
    }

    /** Returns the value that training adds to each logit. A class without images counts as if it had one. */
    public double[] shifts(int[] labels, int classes) {
        double[] shifts = new double[classes];
        if (this == LOGITS) {
            Arrays.setAll(
                    shifts,
                    k -> Math.max(
                            1, Arrays.stream(labels).filter(label -> label == k).count()));
            Arrays.setAll(shifts, k -> Math.log(shifts[k] * classes / labels.length));
        }
        return shifts;
    }

    /**
     * Returns the order in which an epoch goes through the images.
     *
     * @param sites whether every site is drawn equally often
     */
    public BatchOrder order(boolean sites) {
        if (this == SAMPLES) {
            return sites ? BatchOrder.BALANCED_SITES : BatchOrder.BALANCED;
        }
        return sites ? BatchOrder.SITES : BatchOrder.SHUFFLED;
    }

    /** Returns its name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
