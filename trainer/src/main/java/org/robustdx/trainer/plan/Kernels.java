package org.robustdx.trainer.plan;

import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Provides faster implementations of some of ND4J's operations. */
interface Kernels {
    /** No faster implementations: ND4J computes everything. */
    Kernels NONE = (operation, inputs, rectified) -> null;

    /** Creates the step of an operation whose arrays are known. */
    interface Factory {
        /**
         * Returns a new step.
         *
         * @param inputs in the operation's order
         * @param outputs in the operation's order; null for unused ones
         */
        Step bind(INDArray[] inputs, @Nullable INDArray[] outputs);

        /**
         * Returns the indexes of inputs that the first output may overwrite because they have its shape, best first.
         */
        default int[] overwritable() {
            return new int[0];
        }

        /** Returns this factory with other overwritable inputs. */
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
     * Returns an implementation of an operation for arrays of these shapes and types, or null if there is no faster
     * one.
     *
     * @param rectified whether to apply max(x, 0) to the result
     */
    @Nullable
    Factory find(DifferentialFunction operation, INDArray[] inputs, boolean rectified);
}
