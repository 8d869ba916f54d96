package org.robustdx.trainer.nn;

/** The model's arrays themselves. */
record PlainWeights(Parameters free) implements Reparametrisation {
    @Override
    public void apply() {
        // They are the model's.
    }

    @Override
    public Parameters gradients(Parameters gradients) {
        return gradients;
    }
}
