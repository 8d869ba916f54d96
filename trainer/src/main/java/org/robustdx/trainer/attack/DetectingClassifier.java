package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier that exposes its defences: the logits of the reconstruction and the detectors' scores, all
 * differentiable.
 */
public interface DetectingClassifier extends Classifier {

    /**
     * How the score of a detector is judged.
     *
     * @param detector its name
     * @param usual median score of clean images
     * @param threshold an image with a higher score is flagged; greater than {@code usual}
     */
    record Alarm(String detector, double usual, double threshold) {
        public Alarm {
            if (!(threshold > usual)) {
                throw new IllegalArgumentException(
                        "threshold of " + detector + ": " + threshold + " (expected: > " + usual + ")");
            }
        }

        /** Returns a normalised score: 0 is the median of clean images, and above 1 the image is flagged. */
        public double suspicion(double score) {
            return (score - usual) / (threshold - usual);
        }
    }

    /**
     * The model's outputs for a batch of images, or a weight for each output.
     *
     * @param logits {@code [N,K]}
     * @param logitsOfDenoised {@code [N,K]}: logits of the decoder's reconstruction
     * @param scores {@code [N,S]}, higher is more suspicious
     */
    record Readings(INDArray logits, INDArray logitsOfDenoised, INDArray scores) {}

    /** Returns how each of the S detectors is judged, in the order of the scores. */
    List<Alarm> alarms();

    /** Returns the model's outputs for {@code pixels} {@code [N,C,H,W]} in [0,1]. */
    Readings readings(INDArray pixels);

    /**
     * Returns the gradient {@code [N,C,H,W]} of each image's weighted sum of outputs with respect to its pixels.
     *
     * @param cotangents the weight of each output
     */
    INDArray readingsGradient(INDArray pixels, Readings cotangents);
}
