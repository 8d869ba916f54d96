package org.robustdx.trainer.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernel for the sum of two arrays with the same shape, optionally followed by max(x, 0). */
final class AddStep {
    private AddStep() {}

    static Kernels.@Nullable Factory plain(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return find(dnn, inputs, false);
    }

    static Kernels.@Nullable Factory rectified(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return find(dnn, inputs, true);
    }

    private static Kernels.@Nullable Factory find(OneDnn dnn, INDArray[] inputs, boolean rectified) {
        if (inputs.length != 2 || !Arrays.equals(inputs[0].shape(), inputs[1].shape())) {
            return null;
        }
        Kernels.Factory factory = (in, out) -> {
            memory.desc flat = OneDnn.layout(memory.format_tag.x, in[0].length());
            var choice = new binary.primitive_desc(
                    new binary.desc(algorithm.binary_add, flat, flat, flat),
                    OneDnn.attributes(rectified),
                    dnn.engine());
            return new DnnCall(dnn)
                    .add(
                            new binary(choice),
                            DNNL_ARG_SRC_0,
                            dnn.at(in[0], flat),
                            DNNL_ARG_SRC_1,
                            dnn.at(in[1], flat),
                            DNNL_ARG_DST,
                            dnn.at(Objects.requireNonNull(out[0]), flat));
        };
        return factory.over(0, 1);
    }
}
