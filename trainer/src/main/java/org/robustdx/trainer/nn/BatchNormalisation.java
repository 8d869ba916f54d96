package org.robustdx.trainer.nn;

import java.util.Collection;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Batch normalisation (Ioffe and Szegedy, ICML 2015) of a convolution's output during training: each channel gets mean
 * 0 and variance 1 over the batch, then is multiplied by a gain and shifted by a bias. The served model has the moving
 * averages of these moments folded into the convolution ({@link NormalisedWeights}).
 */
final class BatchNormalisation {
    /** Suffix of the name of a layer's gains. A layer that has gains is normalised. */
    static final String GAIN = ".gamma";

    /** Suffixes of the variables with the batch's moments in a graph. */
    static final String MEAN = ".batchMean";

    static final String VARIANCE = ".batchVariance";

    /** Added to the variance when moving averages are folded. */
    static final double FLOOR = 1e-5;

    private BatchNormalisation() {}

    static boolean isOf(Parameters parameters, String layer) {
        return parameters.arrays().containsKey(layer + GAIN);
    }

    /** Returns the names of the variables that hold a batch's moments, in a graph over these parameters. */
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
     * <p>Uses ND4J's layer normalisation over all axes except the channels, which gives the same result. SameDiff loses
     * the axis argument of its batch normalisation when it copies a graph to differentiate it.
     */
    static SDVariable add(SameDiff sd, String layer, SDVariable x, SDVariable gain, SDVariable bias, Layout layout) {
        int[] others = {0, layout.height(), layout.width()};
        sd.math().moments(new String[] {layer + MEAN, layer + VARIANCE}, x, others, false);
        return sd.nn().layerNorm(x, gain, bias, layout == Layout.NCHW, others);
    }
}
