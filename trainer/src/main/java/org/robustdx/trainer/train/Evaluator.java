package org.robustdx.trainer.train;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.attack.Attack;
import org.robustdx.trainer.attack.Budget;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.data.Batch;
import org.robustdx.trainer.data.Batches;
import org.robustdx.trainer.data.Dataset;

/** Classifies whole datasets. */
public final class Evaluator {
    private static final int BATCH = 64;

    private Evaluator() {}

    /** Returns the metrics on the unchanged images. */
    public static Metrics clean(Classifier classifier, Dataset dataset) {
        return read(classifier, dataset, (pixels, batch) -> pixels);
    }

    /** Returns the metrics under a white-box attack on the classifier. */
    static Metrics attacked(Classifier classifier, Dataset dataset, Attack attack, Budget budget, long seed) {
        return read(classifier, dataset, (values, batch) -> {
            try (INDArray pixels = pixels(values, batch.size(), dataset);
                    INDArray adversarial = attack.perturb(classifier, pixels, batch.labels(), budget, seed)) {
                return adversarial.data().asFloat();
            }
        });
    }

    /** Returns the metrics under noise of the given strength and seed. */
    public static Metrics noisy(Classifier classifier, Dataset dataset, Noise noise, double strength, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return read(classifier, dataset, (pixels, batch) -> {
            float[] noisy = new float[pixels.length];
            int length = pixels.length / batch.size();
            for (int i = 0; i < batch.size(); i++) {
                noise.copy(pixels, i * length, noisy, i * length, length, strength, random);
            }
            return noisy;
        });
    }

    /** Changes the pixels of a batch before they are classified. */
    private interface Disturbance {
        float[] apply(float[] pixels, Batch batch);
    }

    private static Metrics read(Classifier classifier, Dataset dataset, Disturbance disturbance) {
        return Metrics.of(logits(classifier, dataset, disturbance), dataset.labels(), classifier.classes());
    }

    /** Returns the logits of the images as they are, {@code [n][K]}. */
    public static float[][] logits(Classifier classifier, Dataset dataset) {
        return logits(classifier, dataset, (pixels, batch) -> pixels);
    }

    private static float[][] logits(Classifier classifier, Dataset dataset, Disturbance disturbance) {
        float[][] logits = new float[dataset.size()][];
        int at = 0;
        for (Batch batch : Batches.sequential(dataset, BATCH)) {
            try (INDArray pixels = pixels(disturbance.apply(batch.pixels(), batch), batch.size(), dataset)) {
                try (INDArray read = classifier.logits(pixels)) {
                    for (int i = 0; i < batch.size(); i++) {
                        logits[at++] = read.getRow(i).toFloatVector();
                    }
                }
            }
        }
        return logits;
    }

    /** Returns values of n images as {@code [n,C,H,W]}. */
    public static INDArray pixels(float[] values, int n, Dataset dataset) {
        return Nd4j.createFromArray(values).reshape(n, dataset.channels(), dataset.height(), dataset.width());
    }
}
