package org.robustdx.trainer.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kernel for ND4J's {@code conv2d_bp} and {@code depthwise_conv2d_bp}: the gradients with respect to input, weights and
 * bias. Computes only those that are used.
 */
final class ConvolutionGradientStep {
    private ConvolutionGradientStep() {}

    static Kernels.@Nullable Factory find(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        ConvolutionShape shape = ConvolutionShape.of(operation, inputs);
        if (shape == null) {
            return null;
        }
        return (in, out) -> {
            convolution_forward.primitive_desc forward = shape.forward(dnn, false);
            DnnCall call = new DnnCall(dnn);
            memory gradient = dnn.at(in[in.length - 1], shape.target());
            if (out[0] != null && shape.turns()) {
                bySourceForward(dnn, shape.turned(), call, gradient, in[1], out[0]);
            } else if (out[0] != null) {
                bySource(dnn, shape, forward, call, gradient, in[1], out[0]);
            }
            INDArray byBias = shape.biased() ? out[2] : null;
            if (out[1] != null || byBias != null) {
                byWeights(dnn, shape, forward, call, gradient, in[0], out[1], byBias);
            }
            return call;
        };
    }

    private static void bySource(
            OneDnn dnn,
            ConvolutionShape shape,
            convolution_forward.primitive_desc forward,
            DnnCall call,
            memory gradient,
            INDArray w,
            INDArray result) {
        convolution_backward_data.primitive_desc choice = new convolution_backward_data.primitive_desc(
                new convolution_backward_data.desc(
                        algorithm.convolution_direct,
                        shape.source(),
                        shape.anyWeights(),
                        shape.target(),
                        shape.stride(),
                        shape.padding(),
                        shape.padding()),
                dnn.engine(),
                forward);
        memory weights = call.in(choice.weights_desc(), dnn.at(w, shape.weights()));
        call.add(
                new convolution_backward_data(choice),
                DNNL_ARG_DIFF_SRC,
                dnn.at(result, shape.source()),
                DNNL_ARG_WEIGHTS,
                weights,
                DNNL_ARG_DIFF_DST,
                gradient);
    }

    /**
     * Computes the gradient with respect to the input as a forward convolution: of the output's gradient, with the
     * weights rotated by 180°.
     */
    private static void bySourceForward(
            OneDnn dnn, ConvolutionShape turned, DnnCall call, memory gradient, INDArray w, INDArray result) {
        convolution_forward.primitive_desc choice = turned.forward(dnn, false);
        memory.desc tap = OneDnn.layout(memory.format_tag.x, turned.in() * turned.out());
        memory weights = dnn.own(turned.turnedWeights());
        long taps = w.size(0) * w.size(1);
        for (long i = 0; i < taps; i++) {
            call.copy(dnn.at(w, tap, i * tap.get_size()), dnn.at(weights, tap, (taps - 1 - i) * tap.get_size()));
        }
        call.add(
                new convolution_forward(choice),
                DNNL_ARG_SRC,
                gradient,
                DNNL_ARG_WEIGHTS,
                call.in(choice.weights_desc(), weights),
                DNNL_ARG_DST,
                dnn.at(result, turned.target()));
    }

    private static void byWeights(
            OneDnn dnn,
            ConvolutionShape shape,
            convolution_forward.primitive_desc forward,
            DnnCall call,
            memory gradient,
            INDArray x,
            @Nullable INDArray weights,
            @Nullable INDArray bias) {
        convolution_backward_weights.desc wanted = bias == null
                ? new convolution_backward_weights.desc(
                        algorithm.convolution_direct,
                        shape.source(),
                        shape.anyWeights(),
                        shape.target(),
                        shape.stride(),
                        shape.padding(),
                        shape.padding())
                : new convolution_backward_weights.desc(
                        algorithm.convolution_direct,
                        shape.source(),
                        shape.anyWeights(),
                        shape.bias(),
                        shape.target(),
                        shape.stride(),
                        shape.padding(),
                        shape.padding());
        convolution_backward_weights.primitive_desc choice =
                new convolution_backward_weights.primitive_desc(wanted, dnn.engine(), forward);
        memory computed = dnn.own(choice.diff_weights_desc());
        convolution_backward_weights primitive = new convolution_backward_weights(choice);
        memory source = dnn.at(x, shape.source());
        if (bias == null) {
            call.add(primitive, DNNL_ARG_SRC, source, DNNL_ARG_DIFF_WEIGHTS, computed, DNNL_ARG_DIFF_DST, gradient);
        } else {
            call.add(
                    primitive,
                    DNNL_ARG_SRC,
                    source,
                    DNNL_ARG_DIFF_WEIGHTS,
                    computed,
                    DNNL_ARG_DIFF_BIAS,
                    dnn.at(bias, shape.bias()),
                    DNNL_ARG_DIFF_DST,
                    gradient);
        }
        if (weights != null) {
            call.copy(computed, dnn.at(weights, shape.weights()));
        }
    }
}
