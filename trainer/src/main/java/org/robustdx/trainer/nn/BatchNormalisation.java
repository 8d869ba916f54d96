package org.robustdx.trainer.nn;

import java.util.Collection;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Batch normalisation (Ioffe and Szegedy, ICML 2015) of a convolution's results while it is trained: each channel to mean 0 and variance 1
 * over the batch, then times a gain, plus a bias. What is served is a convolution with the moments of many batches folded into it
 * ({@link NormalisedWeights}).
 */
final class BatchNormalisation {
    /** What a layer's gains are called, behind its name; a layer that has them is normalised. */
    static final String GAIN = ".gamma";

    /** Of the batch, in a graph. */
    static final String MEAN = ".batchMean";

    static final String VARIANCE = ".batchVariance";

    /** Added to the variance, where the moments of many batches are used. */
    static final double FLOOR = 1e-5;

    private BatchNormalisation() {}

    static boolean isOf(Parameters parameters, String layer) {
        return parameters.arrays().containsKey(layer + GAIN);
    }

    /** Returns the variables that hold a batch's moments, in a graph over these parameters. */
    static List<String> moments(Collection<String> parameters) {
        return parameters.stream()
                .filter(name -> name.endsWith(GAIN))
                .map(name -> name.substring(0, name.length() - GAIN.length()))
                .flatMap(layer -> List.of(layer + MEAN, layer + VARIANCE).stream())
                .toList();
    }

    /**
     * Adds the normalisation to a graph, with variables for the moments of {@code x}.
     *
     * <p>As ND4J's layer normalisation over all but the channels, which is the same: SameDiff loses the axis of its batch normalisation when
     * it copies a graph to differentiate it.
     */
    static SDVariable add(SameDiff sd, String layer, SDVariable x, SDVariable gain, SDVariable bias, Layout layout) {
        int[] others = {0, layout.height(), layout.width()};
        sd.math().moments(new String[] {layer + MEAN, layer + VARIANCE}, x, others, false);
        return sd.nn().layerNorm(x, gain, bias, layout == Layout.NCHW, others);
    }
}
