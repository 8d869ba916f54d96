package org.robustdx.trainer.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Objects;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernel for ND4J's {@code conv2d} and {@code depthwise_conv2d}, optionally with bias, optionally followed by max(x, 0). */
final class ConvolutionStep {
    private ConvolutionStep() {}

    static Kernels.@Nullable Factory plain(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return find(dnn, operation, inputs, false);
    }

    static Kernels.@Nullable Factory rectified(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return find(dnn, operation, inputs, true);
    }

    private static Kernels.@Nullable Factory find(
            OneDnn dnn, DifferentialFunction operation, INDArray[] inputs, boolean rectified) {
        ConvolutionShape shape = ConvolutionShape.of(operation, inputs);
        if (shape == null) {
            return null;
        }
        return (in, out) -> {
            convolution_forward.primitive_desc choice = shape.forward(dnn, rectified);
            INDArray result = Objects.requireNonNull(out[0]);
            DnnCall call = new DnnCall(dnn);
            memory weights = call.in(choice.weights_desc(), dnn.at(in[1], shape.weights()));
            memory source = dnn.at(in[0], shape.source());
            memory target = dnn.at(result, shape.target());
            if (in.length == 3) {
                memory bias = dnn.at(in[2], shape.bias());
                return call.add(
                        new convolution_forward(choice),
                        DNNL_ARG_SRC,
                        source,
                        DNNL_ARG_WEIGHTS,
                        weights,
                        DNNL_ARG_BIAS,
                        bias,
                        DNNL_ARG_DST,
                        target);
            }
            return call.add(
                    new convolution_forward(choice),
                    DNNL_ARG_SRC,
                    source,
                    DNNL_ARG_WEIGHTS,
                    weights,
                    DNNL_ARG_DST,
                    target);
        };
    }
}
