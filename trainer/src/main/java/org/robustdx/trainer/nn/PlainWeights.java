package org.robustdx.trainer.nn;

/** No reparametrisation: the optimiser moves the model's arrays. */
record PlainWeights(Parameters free) implements Reparametrisation {
    @Override
    public void apply() {
        // Nothing to do: the arrays are the model's.
    }

    @Override
    public Parameters gradients(Parameters gradients) {
        return gradients;
    }
}
