package org.robustdx.trainer.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.Objects;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** Kernels for max(x, 0) and its gradient, element by element. */
final class EltwiseStep {
    private EltwiseStep() {}

    static Kernels.@Nullable Factory relu(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        if (inputs.length != 1 || ((ScalarOp) operation).scalar().getDouble(0) != 0) {
            return null;
        }
        Kernels.Factory factory = (in, out) -> {
            memory.desc flat = flat(in[0]);
            return new DnnCall(dnn)
                    .add(
                            new eltwise_forward(forward(dnn, flat)),
                            DNNL_ARG_SRC,
                            dnn.at(in[0], flat),
                            DNNL_ARG_DST,
                            dnn.at(Objects.requireNonNull(out[0]), flat));
        };
        return factory.over(0);
    }

    static Kernels.@Nullable Factory reluGradient(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        double[] arguments = ((DynamicCustomOp) operation).tArgs();
        if (arguments.length > 0 && arguments[0] != 0) {
            return null;
        }
        Kernels.Factory factory = (in, out) -> {
            memory.desc flat = flat(in[0]);
            eltwise_backward.primitive_desc choice = new eltwise_backward.primitive_desc(
                    new eltwise_backward.desc(algorithm.eltwise_relu, flat, flat, 0, 0),
                    dnn.engine(),
                    forward(dnn, flat));
            return new DnnCall(dnn)
                    .add(
                            new eltwise_backward(choice),
                            DNNL_ARG_SRC,
                            dnn.at(in[0], flat),
                            DNNL_ARG_DIFF_DST,
                            dnn.at(in[1], flat),
                            DNNL_ARG_DIFF_SRC,
                            dnn.at(Objects.requireNonNull(out[0]), flat));
        };
        return factory.over(1);
    }

    private static eltwise_forward.primitive_desc forward(OneDnn dnn, memory.desc flat) {
        return new eltwise_forward.primitive_desc(
                new eltwise_forward.desc(prop_kind.forward_training, algorithm.eltwise_relu, flat, 0, 0), dnn.engine());
    }

    private static memory.desc flat(INDArray array) {
        return OneDnn.layout(memory.format_tag.x, array.length());
    }
}
