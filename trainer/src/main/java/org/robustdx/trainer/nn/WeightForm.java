package org.robustdx.trainer.nn;

import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the optimiser moves instead of a model's arrays. Graphs use only the model's arrays. */
public enum WeightForm {
    /** The arrays themselves. */
    PLAIN,
    /**
     * Convolution kernels that are standardised before use (Qiao et al., 2019), with a gain for each output channel
     * (Brock et al., ICLR 2021). The model stores the resulting kernels.
     */
    STANDARDISED,
    /**
     * Convolutions with batch normalisation during training (Ioffe and Szegedy, ICML 2015). The model stores the
     * weights with the normalisation folded in.
     */
    NORMALISED;

    /** Returns the reparametrisation of these arrays. */
    public Reparametrisation of(Parameters model) {
        return switch (this) {
            case PLAIN -> new PlainWeights(model);
            case STANDARDISED -> new StandardisedWeights(model);
            case NORMALISED -> new NormalisedWeights(model);
        };
    }

    /** Returns the model's arrays that result from the optimiser's arrays. */
    public Map<String, INDArray> model(Map<String, INDArray> free) {
        return switch (this) {
            case PLAIN -> free;
            case STANDARDISED -> StandardisedWeights.kernels(free);
            case NORMALISED -> NormalisedWeights.folded(free);
        };
    }

    /** Returns the name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
