package org.robustdx.trainer.front;

import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.attack.Classifier;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;

/**
 * A network before a classifier. It repairs the image that the classifier then sees. All its operations can be exported
 * and have gradients, or gradients that stand for those of rounding, so that an attack can go through it.
 */
public interface Front {
    /** Prefix of the names of all parameters and constants of a front. */
    String PREFIX = "front.";

    /** Returns the name on the command line, such as {@code magnet}. */
    String name();

    /** Returns whether the front has parameters, which {@link FrontTraining} trains. */
    default boolean trained() {
        return false;
    }

    /**
     * Adds the front to a graph.
     *
     * @param layers the graph, over the parameters of the front and of {@code behind}; a graph may hold the front twice
     * @param behind the classifier behind the front
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @return the same shape, in [0,1]
     */
    SDVariable add(Layers layers, Network behind, SDVariable pixels);

    /** Returns the detectors that belong to the front and need no fitting. If there are any, they raise the alarm. */
    default List<Detector> detectors() {
        return List.of();
    }

    /** What training disturbs images with. */
    interface Disturbance {
        /**
         * Returns disturbed images, one for each clean image.
         *
         * @param clean {@code [n,C,H,W]} in [0,1]; not modified
         * @param labels true class of each image
         * @param seed seed of all random choices
         */
        INDArray of(INDArray clean, int[] labels, long seed);
    }

    /**
     * What the loss compares.
     *
     * @param pixels {@code [N,C,H,W]}
     * @param logits {@code [N,K]}: of the frozen classifier
     * @param features {@code [N,F]}: its high-level features, each vector of mean square 1
     */
    record View(SDVariable pixels, SDVariable logits, SDVariable features) {}

    /**
     * Prepares the disturbance of a training, for a front that is {@linkplain #trained trained}.
     *
     * @param frozen the classifier without the front
     * @param sample a sample of clean training images, {@code [n,C,H,W]}
     * @param labels their true classes
     * @param seed seed of all random choices
     */
    default Disturbance disturbance(Classifier frozen, INDArray sample, int[] labels, long seed) {
        throw new UnsupportedOperationException(name() + " is not trained");
    }

    /**
     * Returns the loss of a training step, a scalar.
     *
     * @param clean the clean images as the frozen classifier sees them without the front
     * @param repaired the front's results for the same images, half of them disturbed
     */
    default SDVariable loss(Layers layers, View clean, View repaired) {
        throw new UnsupportedOperationException(name() + " is not trained");
    }

    /**
     * Returns the detectors that belong to the front and are fitted to images; after the training.
     *
     * @param repair applies the trained front to images {@code [n,C,H,W]}; the caller owns the result
     * @param clean batches of clean training images
     * @param disturbed the same batches, disturbed
     */
    default List<Detector> fit(UnaryOperator<INDArray> repair, List<INDArray> clean, List<INDArray> disturbed) {
        return List.of();
    }
}
