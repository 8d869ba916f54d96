package org.robustdx.trainer.importer;

import java.util.Arrays;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A result of an ONNX operator in a SameDiff graph.
 *
 * @param variable the values
 * @param dims sizes in the order of ONNX, -1 for the batch
 * @param channelsLast whether {@code variable} has the order {@code [N,H,W,C]} instead of ONNX's {@code [N,C,H,W]}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record Tensor(SDVariable variable, long[] dims, boolean channelsLast) {
    int rank() {
        return dims.length;
    }

    long size(int axis) {
        return dims[axis];
    }

    /** Returns the place of one of ONNX's axes in {@link #variable}. */
    int place(int axis) {
        if (!channelsLast || axis == 0) {
            return axis;
        }
        return axis == 1 ? 3 : axis - 1;
    }

    /** Returns the sizes of {@link #variable}. */
    long[] stored() {
        return channelsLast ? new long[] {dims[0], dims[2], dims[3], dims[1]} : dims.clone();
    }

    /** Returns a result of the same order of axes. */
    Tensor with(SDVariable other, long[] sizes) {
        return new Tensor(other, sizes, channelsLast);
    }

    /** Returns a result of the same sizes and order of axes. */
    Tensor with(SDVariable other) {
        return new Tensor(other, dims, channelsLast);
    }

    @Override
    public String toString() {
        return variable.name() + Arrays.toString(dims);
    }
}
