package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Argmax;

/** Measures whether the confidence of a model matches its accuracy (Guo et al., ICML 2017, sections 2 and 3). */
final class Calibrated {
    private static final int BINS = 10;

    private Calibrated() {}

    /** Returns accuracy by confidence, in ten bins of equal width, and the expected calibration error. */
    static ReliabilityResults of(
            String condition, ThreatModel threatModel, @Nullable Double epsilon, Observed observed) {
        int[] n = new int[BINS];
        int[] right = new int[BINS];
        double[] confidence = new double[BINS];
        for (int i = 0; i < observed.n(); i++) {
            double p = confidence(observed.logits()[i]);
            int bin = Math.min(BINS - 1, (int) (p * BINS));
            n[bin]++;
            confidence[bin] += p;
            right[bin] += observed.right(i) ? 1 : 0;
        }
        List<ReliabilityResults.Bin> bins = new ArrayList<>();
        double error = 0;
        for (int b = 0; b < BINS; b++) {
            if (n[b] > 0) {
                error += Math.abs(confidence[b] - right[b]) / observed.n();
                bins.add(new ReliabilityResults.Bin(
                        (double) b / BINS, (b + 1.0) / BINS, n[b], confidence[b] / n[b], (double) right[b] / n[b]));
            }
        }
        return new ReliabilityResults(condition, threatModel, epsilon, observed.n(), error, bins);
    }

    /** Returns the largest of the class probabilities. */
    static double confidence(float[] logits) {
        double largest = logits[Argmax.of(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return 1 / sum;
    }
}
