package org.robustdx.trainer.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Kernels for batch normalisation with channels last: the moments of a batch by channel, the normalisation, and the
 * gradient of both together.
 */
final class BatchNormalisationStep {
    /** Keeps a constant channel finite. */
    private static final float FLOOR = 1e-5f;

    private BatchNormalisationStep() {}

    static Kernels.@Nullable Factory moments(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        if (inputs.length != 1 || inputs[0].rank() != 4 || !isOverBatch(operation)) {
            return null;
        }
        return (in, out) -> moments(dnn, in[0], channels(dnn, out[0], in[0]), channels(dnn, out[1], in[0]));
    }

    static Kernels.@Nullable Factory normalised(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        if (!isOfBatch(operation, inputs, 3)) {
            return null;
        }
        return (in, out) -> {
            memory.desc images = images(in[0]);
            DnnCall call = new DnnCall(dnn);
            memory both = both(dnn, in[0]);
            call.copy(channels(dnn, in[1], in[0]), half(dnn, both, in[0], 0));
            call.copy(channels(dnn, in[2], in[0]), half(dnn, both, in[0], 1));
            return call.add(
                    new batch_normalization_forward(choose(dnn, images, normalization_flags.use_scale_shift)),
                    DNNL_ARG_SRC,
                    dnn.at(in[0], images),
                    DNNL_ARG_SCALE_SHIFT,
                    both,
                    DNNL_ARG_DST,
                    dnn.at(Objects.requireNonNull(out[0]), images),
                    DNNL_ARG_MEAN,
                    channels(dnn, null, in[0]),
                    DNNL_ARG_VARIANCE,
                    channels(dnn, null, in[0]));
        };
    }

    static Kernels.@Nullable Factory gradient(OneDnn dnn, DifferentialFunction operation, INDArray[] inputs) {
        if (!isOfBatch(operation, inputs, 4)) {
            return null;
        }
        return (in, out) -> {
            memory.desc images = images(in[0]);
            memory mean = channels(dnn, null, in[0]);
            memory variance = channels(dnn, null, in[0]);
            memory both = both(dnn, in[0]);
            memory byBoth = both(dnn, in[0]);
            batch_normalization_forward.primitive_desc forward =
                    choose(dnn, images, normalization_flags.use_scale_shift);
            var choice = new batch_normalization_backward.primitive_desc(
                    new batch_normalization_backward.desc(
                            prop_kind.backward, images, images, FLOOR, normalization_flags.use_scale_shift),
                    dnn.engine(),
                    forward);
            // Recomputes the moments, because SameDiff's graph does not pass them to the gradient.
            DnnCall call = moments(dnn, in[0], mean, variance);
            call.copy(channels(dnn, in[1], in[0]), half(dnn, both, in[0], 0));
            call.add(
                    new batch_normalization_backward(choice),
                    DNNL_ARG_SRC,
                    dnn.at(in[0], images),
                    DNNL_ARG_MEAN,
                    mean,
                    DNNL_ARG_VARIANCE,
                    variance,
                    DNNL_ARG_SCALE_SHIFT,
                    both,
                    DNNL_ARG_DIFF_DST,
                    dnn.at(in[3], images),
                    DNNL_ARG_DIFF_SRC,
                    out[0] == null ? dnn.own(images) : dnn.at(out[0], images),
                    DNNL_ARG_DIFF_SCALE_SHIFT,
                    byBoth);
            for (int i = 0; i < 2; i++) {
                INDArray result = out[1 + i];
                if (result != null) {
                    call.copy(half(dnn, byBoth, in[0], i), channels(dnn, result, in[0]));
                }
            }
            return call;
        };
    }

    /** Returns memory for the gains of all channels, followed by the biases. */
    private static memory both(OneDnn dnn, INDArray images) {
        return dnn.own(OneDnn.layout(memory.format_tag.nc, 2, images.size(3)));
    }

    private static memory half(OneDnn dnn, memory both, INDArray images, int which) {
        memory.desc vector = OneDnn.layout(memory.format_tag.x, images.size(3));
        return dnn.at(both, vector, which * vector.get_size());
    }

    /** Computes the moments. oneDNN has no kernel for them alone, so the normalised images are discarded. */
    private static DnnCall moments(OneDnn dnn, INDArray source, memory mean, memory variance) {
        memory.desc images = images(source);
        return new DnnCall(dnn)
                .add(
                        new batch_normalization_forward(choose(dnn, images, normalization_flags.none)),
                        DNNL_ARG_SRC,
                        dnn.at(source, images),
                        DNNL_ARG_DST,
                        dnn.own(images),
                        DNNL_ARG_MEAN,
                        mean,
                        DNNL_ARG_VARIANCE,
                        variance);
    }

    private static boolean isOfBatch(DifferentialFunction operation, INDArray[] inputs, int expected) {
        return inputs.length == expected && inputs[0].rank() == 4 && isOverBatch(operation);
    }

    /** True if the operation averages over images, rows and columns, with channels last. */
    private static boolean isOverBatch(DifferentialFunction operation) {
        return Arrays.equals(((DynamicCustomOp) operation).iArgs(), new long[] {0, 1, 2});
    }

    private static memory channels(OneDnn dnn, @Nullable INDArray array, INDArray images) {
        memory.desc vector = OneDnn.layout(memory.format_tag.x, images.size(3));
        return array == null ? dnn.own(vector) : dnn.at(array, vector);
    }

    private static batch_normalization_forward.primitive_desc choose(
            OneDnn dnn, memory.desc images, normalization_flags flags) {
        return new batch_normalization_forward.primitive_desc(
                new batch_normalization_forward.desc(prop_kind.forward_training, images, FLOOR, flags), dnn.engine());
    }

    private static memory.desc images(INDArray array) {
        long[] s = array.shape();
        return OneDnn.layout(memory.format_tag.nhwc, s[0], s[3], s[1], s[2]);
    }
}
