package org.robustdx.trainer.nn;

import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the optimizer moves in place of a model's arrays; graphs know the arrays alone. */
public enum WeightForm {
    /** The arrays themselves. */
    PLAIN,
    /**
     * For each convolution, kernels that are standardised before they are used (Qiao et al., 2019), and a gain for each of its output channels
     * (Brock et al., ICLR 2021). What is written into the model are the kernels that come of it.
     */
    STANDARDISED,
    /**
     * Convolutions with batch normalisation while they are trained (Ioffe and Szegedy, ICML 2015), which is folded into what is written into
     * the model.
     */
    NORMALISED;

    /** Returns what moves these arrays. */
    public Reparametrisation of(Parameters model) {
        return switch (this) {
            case PLAIN -> new PlainWeights(model);
            case STANDARDISED -> new StandardisedWeights(model);
            case NORMALISED -> new NormalisedWeights(model);
        };
    }

    /** Returns the model's arrays, of arrays that the optimizer moved. */
    public Map<String, INDArray> model(Map<String, INDArray> free) {
        return switch (this) {
            case PLAIN -> free;
            case STANDARDISED -> StandardisedWeights.kernels(free);
            case NORMALISED -> NormalisedWeights.folded(free);
        };
    }

    /** Returns its name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
