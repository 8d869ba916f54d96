package org.robustdx.trainer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.DataFormat;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D.Divisor;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D.Pooling2DType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.Draw;
import org.robustdx.trainer.nn.Results;

/** Compares oneDNN's kernels with ND4J's own operations, forward and backward. */
class KernelsTest {
    private final Random random = new Random(7);
    private SameDiff sd = SameDiff.create();

    /** Each try of a property has its own graph. */
    @BeforeEach
    void newGraph() {
        sd = SameDiff.create();
    }

    @Test
    void convolutionAndItsGradientsEqualThoseOfNd4j() {
        Draw.tries(60, draw -> {
            newGraph();
            int images = draw.integer(1, 3);
            int in = draw.integer(1, 20);
            int out = draw.integer(1, 20);
            int height = draw.integer(5, 9);
            int width = draw.integer(5, 9);
            int kernel = draw.integer(1, 4);
            int stride = draw.integer(1, 2);
            int padding = draw.integer(0, 1);
            boolean channelsLast = draw.truth();
            boolean biased = draw.truth();
            long[] shape =
                    channelsLast ? new long[] {images, height, width, in} : new long[] {images, in, height, width};
            SDVariable x = sd.var("x", values(shape));
            SDVariable w = sd.var("w", values(kernel, kernel, in, out));
            Conv2DConfig config = Conv2DConfig.builder()
                    .kH(kernel)
                    .kW(kernel)
                    .sH(stride)
                    .sW(stride)
                    .pH(padding)
                    .pW(padding)
                    .paddingMode(PaddingMode.VALID)
                    .dataFormat(channelsLast ? "NHWC" : "NCHW")
                    .weightsFormat(WeightsFormat.YXIO)
                    .build();
            SDVariable y = biased
                    ? sd.cnn().conv2d(x, w, sd.var("b", values(out)), config)
                    : sd.cnn().conv2d(x, w, config);
            requireSame(y, biased ? List.of("x", "w", "b") : List.of("x", "w"));
        });
    }

    @Test
    void depthwiseConvolutionAndItsGradientsEqualThoseOfNd4j() {
        Draw.tries(40, draw -> {
            newGraph();
            int channels = draw.integer(1, 20);
            int times = draw.integer(1, 3);
            int kernel = draw.integer(1, 4);
            int stride = draw.integer(1, 2);
            int padding = draw.integer(0, 1);
            boolean channelsLast = draw.truth();
            boolean biased = draw.truth();
            long[] shape = channelsLast ? new long[] {2, 6, 7, channels} : new long[] {2, channels, 6, 7};
            Conv2DConfig config = Conv2DConfig.builder()
                    .kH(kernel)
                    .kW(kernel)
                    .sH(stride)
                    .sW(stride)
                    .pH(padding)
                    .pW(padding)
                    .paddingMode(PaddingMode.VALID)
                    .dataFormat(channelsLast ? "NHWC" : "NCHW")
                    .weightsFormat(WeightsFormat.YXIO)
                    .build();
            SDVariable x = sd.var("x", values(shape));
            SDVariable w = sd.var("w", values(kernel, kernel, channels, times));
            SDVariable y = biased
                    ? sd.cnn().depthWiseConv2d(x, w, sd.var("b", values((long) channels * times)), config)
                    : sd.cnn().depthWiseConv2d(x, w, config);
            requireSame(y, biased ? List.of("x", "w", "b") : List.of("x", "w"));
        });
    }

    /**
     * With equal numbers of input and output channels, the gradient of the input is computed as a forward convolution.
     */
    @Test
    void convolutionWithEqualChannelsAndItsGradientsEqualThoseOfNd4j() {
        Draw.tries(40, draw -> {
            newGraph();
            int channels = draw.integer(1, 40);
            int kernelHeight = draw.integer(1, 4);
            int kernelWidth = draw.integer(1, 3);
            int paddingAlongHeight = draw.integer(0, 2);
            int paddingAlongWidth = draw.integer(0, 1);
            boolean channelsLast = draw.truth();
            long[] shape = channelsLast ? new long[] {2, 6, 7, channels} : new long[] {2, channels, 6, 7};
            Conv2DConfig config = Conv2DConfig.builder()
                    .kH(kernelHeight)
                    .kW(kernelWidth)
                    .pH(paddingAlongHeight)
                    .pW(paddingAlongWidth)
                    .paddingMode(PaddingMode.VALID)
                    .dataFormat(channelsLast ? "NHWC" : "NCHW")
                    .weightsFormat(WeightsFormat.YXIO)
                    .build();
            SDVariable w = sd.var("w", values(kernelHeight, kernelWidth, channels, channels));
            requireSame(sd.cnn().conv2d(sd.var("x", values(shape)), w, config), List.of("x", "w"));
        });
    }

    @Test
    void unsupportedConvolutionIsLeftToNd4j() {
        SDVariable x = sd.var("x", values(1, 8, 8, 2));
        SDVariable w = sd.var("w", values(3, 3, 2, 3));
        Conv2DConfig same = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .paddingMode(PaddingMode.SAME)
                .dataFormat("NHWC")
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        requireSame(sd.cnn().conv2d(x, w, same), List.of("x", "w"));
    }

    @Test
    void poolingAndItsGradientEqualThoseOfNd4j() {
        Draw.tries(60, draw -> {
            newGraph();
            int images = draw.integer(1, 3);
            int channels = draw.integer(1, 20);
            int height = draw.integer(4, 9);
            int width = draw.integer(4, 9);
            int window = draw.integer(2, 3);
            int stride = draw.integer(1, 2);
            int padding = draw.integer(0, 1);
            boolean channelsLast = draw.truth();
            boolean mean = draw.truth();
            long[] shape = channelsLast
                    ? new long[] {images, height, width, channels}
                    : new long[] {images, channels, height, width};
            Pooling2DConfig config = pooling(mean, window, stride, padding, channelsLast)
                    .divisor(Divisor.EXCLUDE_PADDING)
                    .build();
            SDVariable x = sd.var("x", values(shape));
            SDVariable y = mean ? sd.cnn().avgPooling2d(x, config) : sd.cnn().maxPooling2d(x, config);
            requireSame(y, List.of("x"));
            assertThat(oneDnnComputes(y)).isTrue();
        });
    }

    @Test
    void meanThatCountsPaddingIsLeftToNd4j() {
        Pooling2DConfig config = pooling(true, 3, 1, 1, true)
                .divisor(Divisor.INCLUDE_PADDING)
                .extra(1)
                .build();
        SDVariable y = sd.cnn().avgPooling2d(sd.var("x", values(2, 5, 5, 3)), config);
        requireSame(y, List.of("x"));
        assertThat(oneDnnComputes(y)).isFalse();
    }

    private boolean oneDnnComputes(SDVariable y) {
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of(y.name()))) {
            runner.run(Map.of());
            // Operations on variables alone still run each time.
            return runner.plan().steps().get(0).step() instanceof DnnCall;
        }
    }

    private static Pooling2DConfig.Pooling2DConfigBuilder pooling(
            boolean mean, int window, int stride, int padding, boolean channelsLast) {
        return Pooling2DConfig.builder()
                .type(mean ? Pooling2DType.AVG : Pooling2DType.MAX)
                .kH(window)
                .kW(window)
                .sH(stride)
                .sW(stride)
                .pH(padding)
                .pW(padding)
                .paddingMode(PaddingMode.VALID)
                .isNHWC(channelsLast);
    }

    @Test
    void reluAndItsGradientEqualThoseOfNd4j() {
        Draw.tries(20, draw -> {
            newGraph();
            int length = draw.integer(1, 70);
            INDArray values = values(length);
            values.putScalar(0, 0);
            requireSame(sd.nn().relu(sd.var("x", values), 0), List.of("x"));
        });
    }

    @Test
    void reluWithACutoffIsLeftToNd4j() {
        requireSame(sd.nn().relu(sd.var("x", values(50)), 0.5), List.of("x"));
    }

    @Test
    void batchNormalisationAndItsGradientsEqualThoseOfNd4j() {
        Draw.tries(40, draw -> {
            newGraph();
            int images = draw.integer(1, 3);
            int channels = draw.integer(1, 40);
            int height = draw.integer(2, 5);
            int width = draw.integer(2, 5);
            boolean channelsLast = draw.truth();
            SDVariable x = sd.var(
                    "x",
                    values(
                            channelsLast
                                    ? new long[] {images, height, width, channels}
                                    : new long[] {images, channels, height, width}));
            int[] others = channelsLast ? new int[] {0, 1, 2} : new int[] {0, 2, 3};
            SDVariable gain = sd.var("gain", values(channels));
            SDVariable bias = sd.var("bias", values(channels));
            // Far above the offset that oneDNN adds to a variance and ND4J does not.
            SDVariable wide = x.mul(100);
            SDVariable y = sd.nn().layerNorm(wide, gain, bias, !channelsLast, others);
            SDVariable[] moments = sd.math().moments(wide, others, false);
            String[] names = {moments[0].name(), moments[1].name()};
            requireSame(y, List.of("x", "gain", "bias"));
            try (GraphRunner ours = GraphRunner.ofOutputs(sd, List.of(names));
                    GraphRunner theirs =
                            GraphRunner.ofOutputs(sd, List.of(names)).on(Kernels.NONE)) {
                for (String name : names) {
                    requireClose(
                            name,
                            Results.get(ours.run(Map.of()).outputs(), name),
                            Results.get(theirs.run(Map.of()).outputs(), name));
                }
            }
        });
    }

    @Test
    void depthToSpaceAndItsInverseEqualThoseOfNd4j() {
        Draw.tries(40, draw -> {
            newGraph();
            int images = draw.integer(1, 3);
            int channels = draw.integer(1, 5);
            int height = draw.integer(1, 4);
            int width = draw.integer(1, 4);
            int block = draw.integer(2, 3);
            boolean channelsLast = draw.truth();
            int deep = channels * block * block;
            long[] shape =
                    channelsLast ? new long[] {images, height, width, deep} : new long[] {images, deep, height, width};
            DataFormat format = channelsLast ? DataFormat.NHWC : DataFormat.NCHW;
            requireSame(sd.cnn().depthToSpace(sd.var("x", values(shape)), block, format), List.of("x"));
        });
    }

    /** Compares y, and the gradients of a weighted sum of its values, between plans with and without oneDNN. */
    private void requireSame(SDVariable y, List<String> by) {
        assumeThat(OneDnn.kernels()).as("oneDNN on this platform").isNotSameAs(Kernels.NONE);
        String name = y.rename("y").name();
        SDVariable pull = sd.constant(values(y.eval().shape()));
        sd.setLossVariables(y.mul(pull).sum().rename("loss").name());
        sd.createGradFunction();
        try (GraphRunner ours = GraphRunner.ofGradients(sd, List.of(name), by);
                GraphRunner theirs =
                        GraphRunner.ofGradients(sd, List.of(name), by).on(Kernels.NONE)) {
            GraphRunner.Result expected = theirs.run(Map.of());
            GraphRunner.Result actual = ours.run(Map.of());
            requireClose(name, Results.get(actual.outputs(), name), Results.get(expected.outputs(), name));
            for (String variable : by) {
                requireClose(
                        variable,
                        Results.get(actual.gradients(), variable),
                        Results.get(expected.gradients(), variable));
            }
        }
    }

    static void requireClose(String name, INDArray actual, INDArray expected) {
        assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
        double scale = Math.max(1, expected.amaxNumber().doubleValue());
        assertThat(actual.sub(expected).amaxNumber().doubleValue()).as(name).isLessThan(1e-5 * scale);
    }

    private INDArray values(long... shape) {
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        return Nd4j.createFromArray(random.doubles(length, -1, 1).toArray())
                .castTo(DataType.FLOAT)
                .reshape(shape);
    }
}
