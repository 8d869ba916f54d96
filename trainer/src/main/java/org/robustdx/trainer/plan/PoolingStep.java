package org.robustdx.trainer.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.Objects;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/** Kernels for the maximum, or the mean without padding, of each window of an image, and for their gradients. */
final class PoolingStep {
    // Positions in the integer arguments of ND4J's pooling.
    private static final int STRIDE = 2;
    private static final int PADDING = 4;
    private static final int DILATION = 6;
    private static final int PADDING_MODE = 8;
    private static final int COUNT_PADDING = 9;
    private static final int CHANNELS_LAST = 10;

    private PoolingStep() {}

    static Kernels.@Nullable Factory max(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return forward(dnn, operation, algorithm.pooling_max);
    }

    static Kernels.@Nullable Factory mean(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return forward(dnn, operation, algorithm.pooling_avg_exclude_padding);
    }

    static Kernels.@Nullable Factory maxGradient(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return backward(dnn, operation, algorithm.pooling_max);
    }

    static Kernels.@Nullable Factory meanGradient(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        return backward(dnn, operation, algorithm.pooling_avg_exclude_padding);
    }

    private static Kernels.@Nullable Factory forward(OneDnn dnn, DifferentialFunction operation, algorithm kind) {
        long[] arguments = ((DynamicCustomOp) operation).iArgs();
        if (!isKnown(arguments, kind)) {
            return null;
        }
        return (in, out) -> {
            INDArray results = Objects.requireNonNull(out[0]);
            memory.desc source = images(arguments, in[0]);
            memory.desc target = images(arguments, results);
            // Inference mode omits the positions of the maxima, which only a gradient needs.
            var choice = choose(dnn, prop_kind.forward_inference, kind, arguments, source, target);
            return new DnnCall(dnn)
                    .add(
                            new pooling_forward(choice),
                            DNNL_ARG_SRC,
                            dnn.at(in[0], source),
                            DNNL_ARG_DST,
                            dnn.at(results, target));
        };
    }

    private static Kernels.@Nullable Factory backward(OneDnn dnn, DifferentialFunction operation, algorithm kind) {
        long[] arguments = ((DynamicCustomOp) operation).iArgs();
        if (!isKnown(arguments, kind)) {
            return null;
        }
        return (in, out) -> {
            memory.desc source = images(arguments, in[0]);
            memory.desc target = images(arguments, in[1]);
            var choice = choose(dnn, prop_kind.forward_training, kind, arguments, source, target);
            var gradient = new pooling_backward(new pooling_backward.primitive_desc(
                    new pooling_backward.desc(
                            kind,
                            source,
                            target,
                            pair(arguments, STRIDE),
                            pair(arguments, 0),
                            pair(arguments, PADDING),
                            pair(arguments, PADDING)),
                    dnn.engine(),
                    choice));
            memory pull = dnn.at(in[1], target);
            memory result = dnn.at(Objects.requireNonNull(out[0]), source);
            DnnCall call = new DnnCall(dnn);
            if (kind != algorithm.pooling_max) {
                return call.add(gradient, DNNL_ARG_DIFF_DST, pull, DNNL_ARG_DIFF_SRC, result);
            }
            // Recomputes the positions of the maxima, because SameDiff's graph does not pass them to the gradient.
            memory places = dnn.own(choice.workspace_desc());
            return call.add(
                            new pooling_forward(choice),
                            DNNL_ARG_SRC,
                            dnn.at(in[0], source),
                            DNNL_ARG_DST,
                            dnn.own(target),
                            DNNL_ARG_WORKSPACE,
                            places)
                    .add(gradient, DNNL_ARG_DIFF_DST, pull, DNNL_ARG_DIFF_SRC, result, DNNL_ARG_WORKSPACE, places);
        };
    }

    private static boolean isKnown(long[] arguments, algorithm kind) {
        boolean dense = arguments[DILATION] == 1 && arguments[DILATION + 1] == 1;
        boolean explicitPadding = arguments[PADDING_MODE] == 0;
        return dense && explicitPadding && (kind == algorithm.pooling_max || arguments[COUNT_PADDING] == 0);
    }

    private static pooling_forward.primitive_desc choose(
            OneDnn dnn, prop_kind use, algorithm kind, long[] arguments, memory.desc source, memory.desc target) {
        return new pooling_forward.primitive_desc(
                new pooling_forward.desc(
                        use,
                        kind,
                        source,
                        target,
                        pair(arguments, STRIDE),
                        pair(arguments, 0),
                        pair(arguments, PADDING),
                        pair(arguments, PADDING)),
                dnn.engine());
    }

    private static long[] pair(long[] arguments, int at) {
        return new long[] {arguments[at], arguments[at + 1]};
    }

    private static memory.desc images(long[] arguments, INDArray array) {
        long[] s = array.shape();
        return arguments[CHANNELS_LAST] == 1
                ? OneDnn.layout(memory.format_tag.nhwc, s[0], s[3], s[1], s[2])
                : OneDnn.layout(memory.format_tag.nchw, s);
    }
}
