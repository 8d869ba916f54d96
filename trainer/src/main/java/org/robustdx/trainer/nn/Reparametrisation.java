package org.robustdx.trainer.nn;

/** A model's arrays as a function of others, which the optimizer moves. */
public sealed interface Reparametrisation permits PlainWeights, StandardisedWeights {
    /** Returns what the optimizer moves, live; at first it makes the model's arrays as they were. */
    Parameters free();

    /** Writes the model's arrays anew, in place. */
    void apply();

    /**
     * Returns the gradient by {@link #free}; the next call may write over it.
     *
     * @param gradients by the model's arrays, made by {@link Parameters#zerosLike}
     */
    Parameters gradients(Parameters gradients);
}
