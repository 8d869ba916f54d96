package org.robustdx.trainer.adopt;

import org.robustdx.inference.model.OnnxModel;
import org.robustdx.inference.model.Outputs;
import org.robustdx.trainer.data.Dataset;

/** Compares an adopted file with the original, both in ONNX Runtime. */
final class Comparison {
    private Comparison() {}

    /** Returns the largest absolute difference of an output: of logits, or of probabilities if the original gives these. */
    static double largest(ClassifierFormat format, float[][] original, OnnxModel adopted, Dataset images) {
        double largest = 0;
        for (int i = 0; i < original.length; i++) {
            Outputs outputs = adopted.runRaw(images.image(i), 1);
            float[] logits = outputs.logits()[0];
            float[] probabilities = outputs.probabilities()[0];
            for (int k = 0; k < original[i].length; k++) {
                double found =
                        switch (format.kind()) {
                            case LOGITS -> format.columns() == 1 ? logits[1] - logits[0] : logits[k];
                            case SIGMOID -> sigmoid(format.columns() == 1 ? logits[1] - logits[0] : logits[k]);
                            case SOFTMAX, PROBABILITIES -> probabilities[k];
                        };
                // A LogSoftmax gives the logarithm.
                double expected = format.kind() == ClassifierFormat.Kind.SOFTMAX && original[i][k] < 0
                        ? Math.exp(original[i][k])
                        : original[i][k];
                largest = Math.max(largest, Math.abs(found - expected));
            }
        }
        return largest;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
