package org.robustdx.trainer.plan;

import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * The sizes of a convolution, as ND4J's operation states them, and oneDNN's descriptions of ND4J's layouts.
 *
 * @param images number of images in the batch
 * @param in number of input channels
 * @param out number of output channels
 * @param height height of the input
 * @param width width of the input
 * @param kernel height and width of the kernel
 * @param stride stride along height and width
 * @param padding padding along height and width, on both sides
 * @param channelsLast true for NHWC, false for NCHW
 * @param biased whether a bias is added
 * @param groups 1, or the number of input channels for a depthwise convolution
 */
record ConvolutionShape(
        long images,
        long in,
        long out,
        long height,
        long width,
        long[] kernel,
        long[] stride,
        long[] padding,
        boolean channelsLast,
        boolean biased,
        long groups) {
    // Positions in the integer arguments of ND4J's conv2d.
    private static final int STRIDE = 2;
    private static final int PADDING = 4;
    private static final int DILATION = 6;
    private static final int PADDING_MODE = 8;
    private static final int CHANNELS_LAST = 9;
    private static final int WEIGHTS_FORMAT = 10;

    /**
     * Returns the convolution of {@code conv2d}, {@code depthwise_conv2d} or one of their gradients, or null if this class
     * does not support its arguments.
     */
    static @Nullable ConvolutionShape of(DifferentialFunction operation, INDArray[] inputs) {
        long[] arguments = ((DynamicCustomOp) operation).iArgs();
        boolean explicitPadding = arguments[PADDING_MODE] == 0;
        // Layout [kH,kW,in,out], the only one of a depthwise convolution.
        boolean kernelFirst = arguments.length <= WEIGHTS_FORMAT || arguments[WEIGHTS_FORMAT] == 0;
        boolean dense = arguments[DILATION] == 1 && arguments[DILATION + 1] == 1;
        if (!explicitPadding || !kernelFirst || !dense) {
            return null;
        }
        boolean last = arguments[CHANNELS_LAST] == 1;
        INDArray x = inputs[0];
        INDArray w = inputs[1];
        boolean gradient = operation.opName().endsWith("_bp");
        boolean byChannel = operation.opName().startsWith("depthwise");
        return new ConvolutionShape(
                x.size(0),
                w.size(2),
                byChannel ? w.size(2) * w.size(3) : w.size(3),
                x.size(last ? 1 : 2),
                x.size(last ? 2 : 3),
                new long[] {w.size(0), w.size(1)},
                new long[] {arguments[STRIDE], arguments[STRIDE + 1]},
                new long[] {arguments[PADDING], arguments[PADDING + 1]},
                last,
                inputs.length == (gradient ? 4 : 3),
                byChannel ? w.size(2) : 1);
    }

    private memory.format_tag tag() {
        return channelsLast ? memory.format_tag.nhwc : memory.format_tag.nchw;
    }

    memory.desc source() {
        return OneDnn.layout(tag(), images, in, height, width);
    }

    memory.desc target() {
        return OneDnn.layout(tag(), images, out, size(0, height), size(1, width));
    }

    private long size(int axis, long of) {
        return (of + 2 * padding[axis] - kernel[axis]) / stride[axis] + 1;
    }

    memory.desc weights() {
        if (groups > 1) {
            // Each group has one input channel; its output channels lie next to each other.
            long tap = out;
            return new memory.desc(
                    grouped(), memory.data_type.f32, new long[] {out / groups, 1, 1, kernel[1] * tap, tap});
        }
        return OneDnn.layout(memory.format_tag.hwio, out, in, kernel[0], kernel[1]);
    }

    /** Lets oneDNN choose the layout of the weights. They are small, so copying them is cheap. */
    memory.desc anyWeights() {
        return groups > 1
                ? OneDnn.layout(memory.format_tag.any, grouped())
                : OneDnn.layout(memory.format_tag.any, out, in, kernel[0], kernel[1]);
    }

    private long[] grouped() {
        return new long[] {groups, out / groups, in / groups, kernel[0], kernel[1]};
    }

    /**
     * The layout of the weights of {@link #turned}: the taps keep their order, and input and output channels are
     * exchanged.
     */
    memory.desc turnedWeights() {
        long tap = in * out;
        return new memory.desc(new long[] {out, in, kernel[0], kernel[1]}, memory.data_type.f32, new long[] {
            in, 1, kernel[1] * tap, tap
        });
    }

    /**
     * Returns whether oneDNN computes the gradient with respect to the input faster as a forward convolution. Measured:
     * 2 to 28 % faster if input and output have the same number of channels; not faster otherwise, nor for 1×1 kernels.
     * This is a fixed rule, because timing both variants at each start would make the last bits of results depend on
     * the timing.
     */
    boolean turns() {
        return groups == 1
                && in == out
                && kernel[0] * kernel[1] > 1
                && stride[0] == 1
                && stride[1] == 1
                && kernel[0] > padding[0]
                && kernel[1] > padding[1];
    }

    /** Returns the stride-1 convolution that maps the gradient of the output to that of the input. */
    ConvolutionShape turned() {
        return new ConvolutionShape(
                images,
                out,
                in,
                size(0, height),
                size(1, width),
                kernel,
                stride,
                new long[] {kernel[0] - 1 - padding[0], kernel[1] - 1 - padding[1]},
                channelsLast,
                false,
                1);
    }

    memory.desc bias() {
        return OneDnn.layout(memory.format_tag.x, out);
    }

    /**
     * Returns oneDNN's choice of a kernel.
     *
     * @param rectified whether to apply max(x, 0) to the result
     */
    convolution_forward.primitive_desc forward(OneDnn dnn, boolean rectified) {
        convolution_forward.desc wanted = biased
                ? new convolution_forward.desc(
                        prop_kind.forward_training,
                        algorithm.convolution_direct,
                        source(),
                        anyWeights(),
                        bias(),
                        target(),
                        stride,
                        padding,
                        padding)
                : new convolution_forward.desc(
                        prop_kind.forward_training,
                        algorithm.convolution_direct,
                        source(),
                        anyWeights(),
                        target(),
                        stride,
                        padding,
                        padding);
        return new convolution_forward.primitive_desc(wanted, OneDnn.attributes(rectified), dnn.engine());
    }
}
