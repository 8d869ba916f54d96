package org.robustdx.trainer.nn;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model's arrays as a function of others, which the optimizer moves. */
public sealed interface Reparametrisation permits NormalisedWeights, PlainWeights, StandardisedWeights {
    /** Returns what the optimizer moves, live; at first it makes the model's arrays as they were. */
    Parameters free();

    /** Returns what the graph of the training step reads, live. */
    default Parameters trained() {
        return free();
    }

    /** Writes the model's arrays anew, in place. */
    void apply();

    /**
     * Returns the gradient by {@link #free}; the next call may write over it.
     *
     * @param byTrained the gradient by {@link #trained}, made by {@link Parameters#zerosLike}
     */
    Parameters gradients(Parameters byTrained);

    /** Returns the variables of the training step's graph that this wants to know. */
    default List<String> watched() {
        return List.of();
    }

    /**
     * Takes note of a step.
     *
     * @param values of what is {@link #watched}
     */
    default void watch(Map<String, INDArray> values) {}
}
