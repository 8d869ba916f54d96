package org.robustdx.trainer.plan;

import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Faster ways to compute some operations than ND4J's own. */
interface Kernels {
    /** No other way: ND4J computes everything. */
    Kernels NONE = (operation, inputs) -> null;

    /** Makes a step of an operation whose arrays are known. */
    interface Factory {
        /**
         * Returns the step, newly created.
         *
         * @param inputs as the operation lists them
         * @param outputs as the operation lists them; those that nobody reads are null
         */
        Step bind(INDArray[] inputs, @Nullable INDArray[] outputs);
    }

    /** Returns the way to compute this operation on arrays of these shapes and types, if there is a faster one. */
    @Nullable
    Factory find(DifferentialFunction operation, INDArray[] inputs);
}
