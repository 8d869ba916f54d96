package org.robustdx.trainer.nn;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.enums.DataFormat;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D.Divisor;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D.Pooling2DType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/**
 * Adds layers to a SameDiff graph, with weights from {@link Parameters}. The weights do not depend on the layout of the
 * images.
 *
 * <p>If the same layer name is used twice, the layer is added twice with the same weights. The served graph uses this
 * for the second pass over the denoised image. The served graph has no batch normalisation. Residual branches start
 * near zero instead (SkipInit: De and Smith, 2020), so the images of a batch do not influence each other, and
 * convolutions can be exported unchanged. In the graph of a training step, a convolution with gains gets batch
 * normalisation ({@link NormalisedWeights}); its name can be used only once.
 *
 * @param sd the graph
 * @param parameters source of the weights
 * @param layout layout of all images inside the graph
 */
public record Layers(SameDiff sd, Parameters parameters, Layout layout) {
    /** Initial scale of the last convolution of a residual branch, relative to He initialisation. */
    private static final double BRANCH_SCALE = 0.2;

    /**
     * Returns an empty graph for one thread that refers to the arrays it is given. SameDiff copies arrays that are part
     * of larger arrays, as {@link Parameters} are, and would not see their updates.
     */
    public static SameDiff newGraph() {
        SameDiff graph = SameDiff.create();
        graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        return graph;
    }

    /** Converts NCHW images to the layout of the graph. */
    public SDVariable enter(SDVariable nchw) {
        return layout == Layout.NCHW ? nchw : sd.permute(nchw, 0, 2, 3, 1);
    }

    /** Converts images in the layout of the graph to NCHW. */
    public SDVariable leave(SDVariable images) {
        return layout == Layout.NCHW ? images : sd.permute(images, 0, 3, 1, 2);
    }

    /** Returns the mean of each channel of each image, {@code [N,C]}. */
    public SDVariable pool(SDVariable images) {
        return images.mean(false, layout.height(), layout.width());
    }

    /**
     * Returns the maximum of each {@code k×k} window, padded by {@code (k-1)/2}. Padding is never the maximum.
     *
     * @return images with sides ceil(H/stride) and ceil(W/stride) for odd k, floor for k = stride = 2
     */
    public SDVariable maxPool(SDVariable images, int k, int stride) {
        return sd.cnn().maxPooling2d(images, windows(Pooling2DType.MAX, k, stride));
    }

    /**
     * Returns the mean of each {@code k×k} window, without padding in the mean. Padding and sides are those of
     * {@link #maxPool}.
     */
    public SDVariable averagePool(SDVariable images, int k, int stride) {
        return sd.cnn().avgPooling2d(images, windows(Pooling2DType.AVG, k, stride));
    }

    /**
     * Returns the mean of each of {@code cells×cells} cells of equal size that cover the images. The cells overlap if
     * {@code side} is not a multiple of {@code cells}.
     *
     * @param side side of the images, at least {@code cells}
     */
    public SDVariable cells(SDVariable images, int side, int cells) {
        int stride = side / cells;
        int k = side - (cells - 1) * stride;
        return sd.cnn().avgPooling2d(images, windows(Pooling2DType.AVG, k, stride, 0));
    }

    private Pooling2DConfig windows(Pooling2DType type, int k, int stride) {
        return windows(type, k, stride, (k - 1) / 2);
    }

    private Pooling2DConfig windows(Pooling2DType type, int k, int stride, int padding) {
        return Pooling2DConfig.builder()
                .type(type)
                .divisor(Divisor.EXCLUDE_PADDING)
                .kH(k)
                .kW(k)
                .sH(stride)
                .sW(stride)
                .pH(padding)
                .pW(padding)
                .paddingMode(PaddingMode.VALID)
                .isNHWC(layout == Layout.NHWC)
                .build();
    }

    /** Concatenates the channels of images with the same sides. */
    public SDVariable concat(SDVariable... images) {
        return sd.concat(layout.channels(), images);
    }

    /**
     * Returns a {@code k×k} convolution with bias, padded by {@code k/2}.
     *
     * @param x images with {@code in} channels and sides H and W
     * @return images with {@code out} channels and sides ceil(H/stride) and ceil(W/stride), for odd k
     */
    public SDVariable conv(String name, SDVariable x, int in, int out, int k, int stride) {
        return conv(name, x, in, out, k, k, stride, 1);
    }

    /**
     * Returns a convolution with {@code kH} rows and {@code kW} columns, both odd, and with bias. The sides do not
     * change.
     */
    public SDVariable oblongConv(String name, SDVariable x, int in, int out, int kH, int kW) {
        return conv(name, x, in, out, kH, kW, 1, 1);
    }

    /** Returns {@link #relu} of {@link #conv}. */
    public SDVariable convRelu(String name, SDVariable x, int in, int out, int k, int stride) {
        return relu(conv(name, x, in, out, k, stride));
    }

    private SDVariable conv(String name, SDVariable x, int in, int out, int kH, int kW, int stride, double scale) {
        // ND4J's conv2d_bp expects weights as [kH,kW,in,out], whatever format the forward pass uses.
        double deviation = scale * he(in * kH * kW);
        SDVariable w = variable(name + ".w", parameters.normal(name + ".w", deviation, kH, kW, in, out));
        SDVariable b = variable(name + ".b", parameters.zeros(name + ".b", out));
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(kH)
                .kW(kW)
                .sH(stride)
                .sW(stride)
                .pH(kH / 2)
                .pW(kW / 2)
                .paddingMode(PaddingMode.VALID)
                .dataFormat(layout.name())
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        if (BatchNormalisation.isOf(parameters, name)) {
            SDVariable gain =
                    variable(name + BatchNormalisation.GAIN, parameters.zeros(name + BatchNormalisation.GAIN, out));
            return BatchNormalisation.add(sd, name, sd.cnn().conv2d(x, w, config), gain, b, layout);
        }
        return sd.cnn().conv2d(x, w, b, config);
    }

    /**
     * Returns a transposed convolution with bias that doubles the sides. It is built as the equivalent sub-pixel
     * convolution (Shi et al., 2016): a {@code k×k} convolution to four times the channels, followed by depth-to-space.
     * Runtimes compute this form several times faster.
     *
     * @param x images with {@code in} channels and sides H and W
     * @return images with {@code out} channels and sides 2H and 2W
     */
    public SDVariable upconv(String name, SDVariable x, int in, int out, int k) {
        return sd.cnn().depthToSpace(conv(name, x, in, 4 * out, k, 1), 2, DataFormat.valueOf(layout.name()));
    }

    /**
     * Returns a basic residual block (He et al., 2016): two 3×3 convolutions, and a 1×1 shortcut if the shape changes.
     */
    public SDVariable residual(String name, SDVariable x, int in, int out, int stride) {
        SDVariable branch = convRelu(name + ".conv1", x, in, out, 3, stride);
        branch = conv(name + ".conv2", branch, out, out, 3, 3, 1, BRANCH_SCALE);
        return relu(shortcut(name, x, in, out, stride).add(branch));
    }

    /**
     * Returns a bottleneck residual block (He et al., 2016): 1×1, 3×3 and 1×1 convolutions, and a 1×1 shortcut if the
     * shape changes.
     *
     * @param inner channels of the 3×3 convolution, which has the stride
     */
    public SDVariable bottleneck(String name, SDVariable x, int in, int inner, int out, int stride) {
        SDVariable branch = convRelu(name + ".reduce", x, in, inner, 1, 1);
        branch = convRelu(name + ".conv", branch, inner, inner, 3, stride);
        branch = conv(name + ".expand", branch, inner, out, 1, 1, 1, BRANCH_SCALE);
        return relu(shortcut(name, x, in, out, stride).add(branch));
    }

    private SDVariable shortcut(String name, SDVariable x, int in, int out, int stride) {
        return stride == 1 && in == out ? x : conv(name + ".shortcut", x, in, out, 1, stride);
    }

    /** Returns a residual block that doubles the sides: a transposed convolution replaces the strided one. */
    public SDVariable residualUp(String name, SDVariable x, int in, int out) {
        SDVariable branch = relu(upconv(name + ".up", x, in, out, 3));
        branch = conv(name + ".conv", branch, out, out, 3, 3, 1, BRANCH_SCALE);
        return relu(upconv(name + ".shortcut", x, in, out, 1).add(branch));
    }

    /** Returns {@code x·W + b} for {@code x} of {@code [N,in]}. */
    public SDVariable dense(String name, SDVariable x, int in, int out) {
        SDVariable w = variable(name + ".w", parameters.normal(name + ".w", Math.sqrt(1.0 / in), in, out));
        SDVariable b = variable(name + ".b", parameters.zeros(name + ".b", out));
        return x.mmul(w).add(b);
    }

    /** Returns max(x, 0). */
    public SDVariable relu(SDVariable x) {
        return sd.nn().relu(x, 0);
    }

    /**
     * Returns the logarithm of the softmax over classes, for {@code x} of shape {@code [N,K]}.
     *
     * <p>ND4J's own operation is the logarithm of a rounded softmax. If two logits differ by more than 103, it is -∞,
     * its gradient is 0, and a loss computed from it is NaN. An attack still needs the gradient of such a confident
     * model.
     */
    public SDVariable logSoftmax(SDVariable x) {
        // The shift does not change the result, so its gradient is not needed.
        SDVariable shifted = x.sub(StopGradient.of(x.max(true, 1)));
        return shifted.sub(sd.math().log(sd.math().exp(shifted).sum(true, 1)));
    }

    private SDVariable variable(String name, INDArray array) {
        return sd.hasVariable(name) ? sd.getVariable(name) : sd.var(name, array);
    }

    private static double he(int fanIn) {
        return Math.sqrt(2.0 / fanIn);
    }
}
