package org.robustdx.trainer.train;

import java.util.Arrays;
import java.util.Locale;
import org.robustdx.trainer.data.BatchOrder;
import org.robustdx.trainer.data.ClassWeights;

/** How rare classes are made to count as much as common ones. */
public enum Balance {
    /** They do not: each image counts alike. */
    NONE,
    /** By a weight on the loss of each image: few images then decide where a step goes. */
    WEIGHTS,
    /**
     * By a shift of the logits in training (Menon et al., ICLR 2021, eq. 10): with the logarithm of how common its class is added to each logit,
     * the logits themselves are those of a world where all classes are equally common. Each image counts alike in a step.
     */
    LOGITS,
    /** By how often an image is drawn: every class equally often. Steps are steadier than by weights, and common images are seen more rarely. */
    SAMPLES;

    /** Returns a factor for the loss of each class. */
    public double[] weights(int[] labels, int classes) {
        double[] ones = new double[classes];
        Arrays.fill(ones, 1);
        return this == WEIGHTS ? ClassWeights.inverseFrequency(labels, classes) : ones;
    }

    /** Returns what is added to each logit in training; a class without an image counts as if it had one. */
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
     * Returns which images an epoch has.
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
