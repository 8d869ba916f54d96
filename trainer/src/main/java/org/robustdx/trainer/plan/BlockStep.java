package org.robustdx.trainer.plan;

import java.util.Objects;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Kernels for {@code depth_to_space} and {@code space_to_depth}. Both are one copy between two orders of the same six
 * axes: (image, row, row in block, column, column in block, channel).
 */
final class BlockStep {
    private BlockStep() {}

    static Kernels.@Nullable Factory depthToSpace(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return find(dnn, operation, false);
    }

    static Kernels.@Nullable Factory spaceToDepth(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return find(dnn, operation, true);
    }

    private static Kernels.@Nullable Factory find(OneDnn dnn, DifferentialFunction operation, boolean toDepth) {
        long[] arguments = ((DynamicCustomOp) operation).iArgs();
        long block = arguments[0];
        boolean last = arguments[1] == 1;
        return (in, out) -> {
            INDArray result = Objects.requireNonNull(out[0]);
            INDArray wide = toDepth ? in[0] : result;
            long n = wide.size(0);
            long rows = wide.size(last ? 1 : 2) / block;
            long columns = wide.size(last ? 2 : 3) / block;
            long c = wide.size(last ? 3 : 1);
            long[] sizes = {n, rows, block, columns, block, c};
            memory.desc space = last ? strided(sizes, 0, 1, 2, 3, 4, 5) : strided(sizes, 0, 5, 1, 2, 3, 4);
            memory.desc depth = last ? strided(sizes, 0, 1, 3, 2, 4, 5) : strided(sizes, 0, 2, 4, 5, 1, 3);
            DnnCall call = new DnnCall(dnn);
            call.copy(dnn.at(in[0], toDepth ? space : depth), dnn.at(result, toDepth ? depth : space));
            return call;
        };
    }

    /** Returns a dense layout in which the axes have the given order. The last axis is contiguous. */
    private static memory.desc strided(long[] sizes, int... order) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            strides[order[i]] = stride;
            stride *= sizes[order[i]];
        }
        return new memory.desc(sizes, memory.data_type.f32, strides);
    }
}
