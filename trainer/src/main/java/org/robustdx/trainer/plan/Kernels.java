package org.robustdx.trainer.plan;

import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Faster ways to compute some operations than ND4J's own. */
interface Kernels {
    /** No other way: ND4J computes everything. */
    Kernels NONE = (operation, inputs, rectified) -> null;

    /** Makes a step of an operation whose arrays are known. */
    interface Factory {
        /**
         * Returns the step, newly created.
         *
         * @param inputs as the operation lists them
         * @param outputs as the operation lists them; those that nobody reads are null
         */
        Step bind(INDArray[] inputs, @Nullable INDArray[] outputs);

        /** Returns inputs, by index, that the first output may be written over, of its shape; the best first. */
        default int[] overwritable() {
            return new int[0];
        }

        /** Returns this, of which these inputs may be written over. */
        default Factory over(int... inputs) {
            Factory self = this;
            return new Factory() {
                @Override
                public Step bind(INDArray[] in, @Nullable INDArray[] out) {
                    return self.bind(in, out);
                }

                @Override
                public int[] overwritable() {
                    return inputs;
                }
            };
        }
    }

    /**
     * Returns the way to compute this operation on arrays of these shapes and types, if there is a faster one.
     *
     * @param rectified whether max(x, 0) of the result is wanted in its place
     */
    @Nullable
    Factory find(DifferentialFunction operation, INDArray[] inputs, boolean rectified);
}
