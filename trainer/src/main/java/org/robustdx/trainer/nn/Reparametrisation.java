package org.robustdx.trainer.nn;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a model's arrays from other arrays, which the optimiser moves. */
public sealed interface Reparametrisation permits NormalisedWeights, PlainWeights, StandardisedWeights {
    /** Returns the live arrays that the optimiser moves. Initially they reproduce the model's arrays. */
    Parameters free();

    /** Returns the live arrays that the graph of the training step uses. */
    default Parameters trained() {
        return free();
    }

    /** Recomputes the model's arrays in place. */
    void apply();

    /**
     * Returns the gradient with respect to {@link #free}. The next call may overwrite it.
     *
     * @param byTrained the gradient with respect to {@link #trained}, allocated with {@link Parameters#zerosLike}
     */
    Parameters gradients(Parameters byTrained);

    /** Returns the names of variables in the training step's graph that {@link #watch} needs. */
    default List<String> watched() {
        return List.of();
    }

    /**
     * Receives the values of a step.
     *
     * @param values values of the {@link #watched} variables
     */
    default void watch(Map<String, INDArray> values) {}
}
