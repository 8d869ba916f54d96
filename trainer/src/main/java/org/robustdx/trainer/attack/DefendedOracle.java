package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Evaluates a classifier, and its detectors if it exposes them, on plain rows of numbers. */
final class DefendedOracle {
    private final Oracle oracle;
    private final @Nullable DetectingClassifier detecting;

    private DefendedOracle(Oracle oracle, @Nullable DetectingClassifier detecting) {
        this.oracle = oracle;
        this.detecting = detecting;
    }

    /** Creates an oracle for images with the shape of {@code pixels} {@code [N,C,H,W]}. */
    static DefendedOracle of(Classifier model, INDArray pixels) {
        return new DefendedOracle(
                new Oracle(model, pixels), model instanceof DetectingClassifier detecting ? detecting : null);
    }

    /**
     * The model's outputs for one image, or a weight for each output.
     *
     * @param logits {@code [K]}
     * @param logitsOfDenoised {@code [K]}: logits of the reconstruction; empty if the model exposes none
     * @param scores {@code [S]}
     */
    record Reading(float[] logits, float[] logitsOfDenoised, float[] scores) {
        /** Returns zeros of the same sizes. */
        Reading zeros() {
            return new Reading(new float[logits.length], new float[logitsOfDenoised.length], new float[scores.length]);
        }
    }

    Oracle plain() {
        return oracle;
    }

    List<DetectingClassifier.Alarm> alarms() {
        return detecting == null ? List.of() : detecting.alarms();
    }

    Reading[] read(float[][] x) {
        Reading[] readings = new Reading[x.length];
        if (detecting == null) {
            float[][] logits = oracle.logits(x);
            for (int i = 0; i < x.length; i++) {
                readings[i] = new Reading(logits[i], new float[0], new float[0]);
            }
            return readings;
        }
        try (INDArray pixels = oracle.images(Rows.padded(x))) {
            DetectingClassifier.Readings said = detecting.readings(pixels);
            float[][] logits = Oracle.taken(said.logits());
            float[][] again = Oracle.taken(said.logitsOfDenoised());
            float[][] scores = Oracle.taken(said.scores());
            for (int i = 0; i < x.length; i++) {
                readings[i] = new Reading(logits[i], again[i], scores[i]);
            }
        }
        return readings;
    }

    /** Returns the gradient of each image's weighted sum of outputs with respect to its pixels. */
    float[][] gradient(float[][] x, Reading[] weights) {
        float[][] ofLogits = new float[x.length][];
        float[][] ofAgain = new float[x.length][];
        float[][] ofScores = new float[x.length][];
        for (int i = 0; i < x.length; i++) {
            ofLogits[i] = weights[i].logits();
            ofAgain[i] = weights[i].logitsOfDenoised();
            ofScores[i] = weights[i].scores();
        }
        if (detecting == null) {
            return oracle.logitsGradient(x, ofLogits);
        }
        try (INDArray pixels = oracle.images(Rows.padded(x));
                INDArray logits = oracle.matrix(Rows.padded(ofLogits));
                INDArray again = oracle.matrix(Rows.padded(ofAgain));
                INDArray scores = oracle.matrix(Rows.padded(ofScores))) {
            DetectingClassifier.Readings cotangents = new DetectingClassifier.Readings(logits, again, scores);
            return Arrays.copyOf(Oracle.taken(detecting.readingsGradient(pixels, cotangents)), x.length);
        }
    }
}
