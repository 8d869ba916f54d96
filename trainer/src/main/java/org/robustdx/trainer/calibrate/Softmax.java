package org.robustdx.trainer.calibrate;

import java.util.Arrays;

/** Probabilities of logits. */
final class Softmax {
    private Softmax() {}

    /** Returns {@code exp(x) / sum(exp(x))}, without overflow. */
    static double[] of(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] p = Arrays.stream(logits).map(x -> Math.exp(x - largest)).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }
}
