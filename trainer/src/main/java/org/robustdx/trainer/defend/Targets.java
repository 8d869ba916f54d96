package org.robustdx.trainer.defend;

import java.util.Arrays;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.OneHotRows;

/** Creates target distributions over classes. */
final class Targets {
    private Targets() {}

    /** Returns one-hot distributions of the labels, {@code [N][classes]}. */
    static float[][] ofLabels(int[] labels, int classes) {
        return OneHotRows.of(labels, classes);
    }

    /** Returns the softmax of logits that are divided by a temperature. */
    static float[] softmax(float[] logits, double temperature) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((logit - most) / temperature);
        }
        float[] shares = new float[logits.length];
        for (int k = 0; k < shares.length; k++) {
            shares[k] = (float) (Math.exp((logits[k] - most) / temperature) / sum);
        }
        return shares;
    }

    /** Returns one-hot distributions of each row's most likely class, {@code [N][K]}. */
    static float[][] likeliest(float[][] logits) {
        return ofLabels(Arrays.stream(logits).mapToInt(Argmax::of).toArray(), logits[0].length);
    }
}
