package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A classifier with its defences in view: the reading of the reconstruction and the detectors' scores, differentiable too. */
public interface DetectingClassifier extends Classifier {

    /**
     * How a detector's score is judged.
     *
     * @param detector its name
     * @param usual score of a clean image: the median
     * @param threshold above which an image is flagged; greater than {@code usual}
     */
    record Alarm(String detector, double usual, double threshold) {
        public Alarm {
            if (!(threshold > usual)) {
                throw new IllegalArgumentException(
                        "threshold of " + detector + ": " + threshold + " (expected: > " + usual + ")");
            }
        }

        /** Returns a score on the scale on which 0 is usual and what is above 1 is flagged. */
        public double suspicion(double score) {
            return (score - usual) / (threshold - usual);
        }
    }

    /**
     * All that the model says of a batch of images; or, of each number, its weight in a sum.
     *
     * @param logits {@code [N,K]}
     * @param logitsOfDenoised {@code [N,K]}: the reading of the decoder's reconstruction
     * @param scores {@code [N,S]}, higher is more suspicious
     */
    record Readings(INDArray logits, INDArray logitsOfDenoised, INDArray scores) {}

    /** Returns how each of the S detectors is judged, in the order of the scores. */
    List<Alarm> alarms();

    /** Returns what the model says of {@code pixels} {@code [N,C,H,W]} in [0,1]. */
    Readings readings(INDArray pixels);

    /** Returns the gradient {@code [N,C,H,W]} of each image's sum of readings, weighted by {@code cotangents}, by its pixels. */
    INDArray readingsGradient(INDArray pixels, Readings cotangents);
}
