package org.robustdx.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LayersTest {
    private interface Layer {
        SDVariable add(Layers layers, SDVariable x);
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                layer("conv 3x3", 3, 6, (l, x) -> l.conv("layer", x, 3, 5, 3, 1), 5, 6),
                layer("conv 3x3, stride 2", 3, 6, (l, x) -> l.conv("layer", x, 3, 5, 3, 2), 5, 3),
                layer("conv 3x3, stride 2, odd side", 3, 7, (l, x) -> l.conv("layer", x, 3, 5, 3, 2), 5, 4),
                layer("conv 1x1, stride 2", 3, 6, (l, x) -> l.conv("layer", x, 3, 5, 1, 2), 5, 3),
                layer("conv 1x5", 3, 6, (l, x) -> l.oblongConv("layer", x, 3, 5, 1, 5), 5, 6),
                layer("conv 5x1", 3, 6, (l, x) -> l.oblongConv("layer", x, 3, 5, 5, 1), 5, 6),
                layer("conv 3x3 and relu", 3, 6, (l, x) -> l.convRelu("layer", x, 3, 5, 3, 1), 5, 6),
                layer("maximum 2x2, stride 2", 3, 6, (l, x) -> l.maxPool(x, 2, 2), 3, 3),
                layer("maximum 2x2, stride 2, odd side", 3, 7, (l, x) -> l.maxPool(x, 2, 2), 3, 3),
                layer("maximum 3x3, stride 2", 3, 6, (l, x) -> l.maxPool(x, 3, 2), 3, 3),
                layer("maximum 3x3, stride 2, odd side", 3, 7, (l, x) -> l.maxPool(x, 3, 2), 3, 4),
                layer("mean 2x2, stride 2", 3, 6, (l, x) -> l.averagePool(x, 2, 2), 3, 3),
                layer("mean 3x3", 3, 5, (l, x) -> l.averagePool(x, 3, 1), 3, 5),
                layer("concatenation", 3, 4, (l, x) -> l.concat(x, l.conv("layer", x, 3, 2, 1, 1), x), 8, 4),
                layer("bottleneck", 4, 6, (l, x) -> l.bottleneck("layer", x, 4, 2, 4, 1), 4, 6),
                layer("bottleneck, stride 2", 4, 6, (l, x) -> l.bottleneck("layer", x, 4, 2, 8, 2), 8, 3),
                layer("upconv 1x1", 3, 4, (l, x) -> l.upconv("layer", x, 3, 5, 1), 5, 8),
                layer("upconv 3x3", 3, 4, (l, x) -> l.upconv("layer", x, 3, 5, 3), 5, 8),
                layer("residual", 4, 6, (l, x) -> l.residual("layer", x, 4, 4, 1), 4, 6),
                layer("residual, stride 2", 4, 6, (l, x) -> l.residual("layer", x, 4, 6, 2), 6, 3),
                layer("residual, more channels", 4, 6, (l, x) -> l.residual("layer", x, 4, 6, 1), 6, 6),
                layer("residual, up", 4, 4, (l, x) -> l.residualUp("layer", x, 4, 3), 3, 8));
    }

    private static Arguments layer(String name, int in, int side, Layer layer, int out, int outSide) {
        return Arguments.of(Named.of(name, layer), in, side, out, outSide);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientOfInputAndWeightsMatchesFiniteDifferences(Layer layer, int in, int side, int out, int outSide) {
        for (Layout layout : Layout.values()) {
            checkGradients(
                    layout, (l, x) -> l.leave(layer.add(l, l.enter(x))), new long[] {2, in, side, side}, new long[] {
                        2, out, outSide, outSide
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layerComputesTheSameInEitherLayout(Layer layer, int in, int side, int out, int outSide) {
        Parameters parameters = new Parameters(3);
        SameDiff sd = Layers.newGraph();
        SDVariable x = sd.constant(gaussian(new Random(1), 2, in, side, side).castTo(DataType.FLOAT));
        Layers first = new Layers(sd, parameters, Layout.NCHW);
        Layers last = new Layers(sd, parameters, Layout.NHWC);
        INDArray channelsFirst = first.leave(layer.add(first, first.enter(x))).eval();
        INDArray channelsLast = last.leave(layer.add(last, last.enter(x))).eval();

        assertThat(channelsLast.sub(channelsFirst).amaxNumber().doubleValue()).isLessThan(1e-5);
    }

    @Test
    void poolingIsTheMeanOfEachChannelInEitherLayout() {
        SameDiff sd = Layers.newGraph();
        SDVariable x = sd.constant(
                Nd4j.createFromArray(1f, 2f, 3f, 4f, 10f, 20f, 30f, 40f).reshape(1, 2, 2, 2));
        for (Layout layout : Layout.values()) {
            Layers layers = new Layers(sd, new Parameters(1), layout);
            assertThat(layers.pool(layers.enter(x)).eval().toFloatMatrix()[0]).containsExactly(2.5f, 25);
        }
    }

    @Test
    void paddingIsNeitherAMaximumNorPartOfAMean() {
        SameDiff sd = Layers.newGraph();
        INDArray input = Nd4j.createFromArray(-1f, -2f, -3f, -4f, -5f, -6f, -7f, -8f, -9f)
                .reshape(1, 1, 3, 3);
        SDVariable x = sd.constant(input);
        for (Layout layout : Layout.values()) {
            Layers layers = new Layers(sd, new Parameters(1), layout);
            SDVariable inside = layers.enter(x);

            assertThat(flat(layers.leave(layers.maxPool(inside, 3, 2)))).containsExactly(-1, -2, -4, -5);
            assertThat(flat(layers.leave(layers.maxPool(inside, 2, 2)))).containsExactly(-1);
            assertThat(flat(layers.leave(layers.averagePool(inside, 2, 2)))).containsExactly(-3);
            assertThat(flat(layers.leave(layers.averagePool(inside, 3, 1))))
                    .containsExactly(-3, -3.5f, -4, -4.5f, -5, -5.5f, -6, -6.5f, -7);
        }
    }

    @Test
    void concatenationPutsChannelsOneAfterTheOtherInEitherLayout() {
        SameDiff sd = Layers.newGraph();
        SDVariable a = sd.constant(Nd4j.createFromArray(1f, 2f).reshape(1, 1, 1, 2));
        SDVariable b = sd.constant(Nd4j.createFromArray(3f, 4f, 5f, 6f).reshape(1, 2, 1, 2));
        for (Layout layout : Layout.values()) {
            Layers layers = new Layers(sd, new Parameters(1), layout);

            assertThat(flat(layers.leave(layers.concat(layers.enter(a), layers.enter(b)))))
                    .containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void gradientOfADenseLayerMatchesFiniteDifferences() {
        checkGradients(Layout.NCHW, (l, x) -> l.dense("layer", x, 5, 3), new long[] {4, 5}, new long[] {4, 3});
    }

    @Test
    void gradientOfReluMatchesFiniteDifferences() {
        checkGradients(Layout.NCHW, Layers::relu, new long[] {4, 5}, new long[] {4, 5});
    }

    private static void checkGradients(Layout layout, Layer layer, long[] inputShape, long[] outputShape) {
        Random random = new Random(1);
        Parameters parameters = new Parameters(3, DataType.DOUBLE);
        SameDiff sd = Layers.newGraph();
        INDArray input = gaussian(random, inputShape);
        SDVariable x = sd.var("x", input);
        SDVariable y = layer.add(new Layers(sd, parameters, layout), x).rename("y");
        // Biases start at 0, which would be a special case.
        parameters.arrays().forEach((name, array) -> {
            if (array.rank() == 1) {
                array.assign(gaussian(random, array.shape()));
            }
        });
        INDArray pull = gaussian(random, outputShape);
        sd.setLossVariables(y.mul(sd.constant(pull)).sum().rename("loss").name());
        List<String> names = new ArrayList<>(parameters.arrays().keySet());
        names.add("x");

        assertThat(sd.outputSingle(Map.of(), "y").shape()).isEqualTo(outputShape);
        GradientCheck.OF_LAYER.check(sd, names, random);
    }

    @Test
    void gradientOfLogSoftmaxMatchesFiniteDifferences() {
        checkGradients(Layout.NCHW, Layers::logSoftmax, new long[] {4, 5}, new long[] {4, 5});
    }

    @Test
    void logSoftmaxOfLogitsFarApartIsFiniteAndStillHasItsGradient() {
        SameDiff sd = Layers.newGraph();
        SDVariable x = sd.var("x", Nd4j.createFromArray(new float[][] {{500, 0, -1000}}));
        SDVariable y = new Layers(sd, new Parameters(1), Layout.NCHW).logSoftmax(x);
        sd.setLossVariables(y.mul(sd.constant(Nd4j.createFromArray(new float[][] {{0, -1, 0}})))
                .sum()
                .name());

        assertThat(y.eval().toFloatMatrix()[0]).containsExactly(0, -500, -1500);
        assertThat(Results.get(sd.calculateGradients(Map.of(), "x"), "x").toFloatMatrix()[0])
                .containsExactly(1, -1, 0);
    }

    @Test
    void convolutionPadsWithZerosAndAddsItsBias() {
        Parameters parameters = new Parameters(1);
        SameDiff sd = Layers.newGraph();
        SDVariable y = new Layers(sd, parameters, Layout.NCHW)
                .conv("c", sd.constant(Nd4j.ones(DataType.FLOAT, 1, 1, 3, 3)), 1, 1, 3, 1);
        set(parameters, "c.w", 1);
        set(parameters, "c.b", 0.5);

        assertThat(y.eval().dup('c').reshape(9).toFloatVector())
                .containsExactly(4.5f, 6.5f, 4.5f, 6.5f, 9.5f, 6.5f, 4.5f, 6.5f, 4.5f);
    }

    @Test
    void transposedConvolutionSpreadsEachPixelOverItsKernel() {
        Parameters parameters = new Parameters(1);
        SameDiff sd = Layers.newGraph();
        INDArray input = Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(1, 1, 2, 2);
        SDVariable y = new Layers(sd, parameters, Layout.NCHW).upconv("u", sd.constant(input), 1, 1, 1);
        Results.get(parameters.arrays(), "u.w")
                .assign(Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(1, 1, 1, 4));
        set(parameters, "u.b", 10);

        assertThat(y.eval().dup('c').reshape(16).toFloatVector())
                .containsExactly(11, 12, 12, 14, 13, 14, 16, 18, 13, 16, 14, 18, 19, 22, 22, 26);
    }

    @Test
    void layerUsedTwiceHasOneSetOfWeights() {
        Parameters parameters = new Parameters(1);
        SameDiff sd = Layers.newGraph();
        Layers layers = new Layers(sd, parameters, Layout.NCHW);
        INDArray input = gaussian(new Random(1), 1, 2, 4, 4).castTo(DataType.FLOAT);
        SDVariable once = layers.conv("c", sd.constant("a", input), 2, 2, 3, 1);
        SDVariable twice = layers.conv("c", sd.constant("b", input.dup()), 2, 2, 3, 1);

        assertThat(parameters.arrays()).containsOnlyKeys("c.w", "c.b");
        assertThat(once.eval()).isEqualTo(twice.eval());
    }

    @Test
    void residualBranchStartsNearZero() {
        Parameters parameters = new Parameters(1);
        SameDiff sd = Layers.newGraph();
        new Layers(sd, parameters, Layout.NCHW)
                .residual("r", sd.constant(Nd4j.zeros(DataType.FLOAT, 1, 64, 4, 4)), 64, 64, 1);
        double first = Results.get(parameters.arrays(), "r.conv1.w").stdNumber().doubleValue();
        double last = Results.get(parameters.arrays(), "r.conv2.w").stdNumber().doubleValue();

        assertThat(first).isCloseTo(Math.sqrt(2.0 / (64 * 9)), org.assertj.core.data.Percentage.withPercentage(2));
        assertThat(last / first).isCloseTo(0.2, org.assertj.core.data.Offset.offset(0.01));
    }

    @Test
    void bottleneckBranchStartsNearZero() {
        Parameters parameters = new Parameters(1);
        SameDiff sd = Layers.newGraph();
        new Layers(sd, parameters, Layout.NCHW)
                .bottleneck("b", sd.constant(Nd4j.zeros(DataType.FLOAT, 1, 256, 4, 4)), 256, 64, 256, 1);
        double last = Results.get(parameters.arrays(), "b.expand.w").stdNumber().doubleValue();

        assertThat(last).isCloseTo(0.2 * Math.sqrt(2.0 / 64), org.assertj.core.data.Percentage.withPercentage(2));
        assertThat(parameters.arrays()).doesNotContainKey("b.shortcut.w");
    }

    private static float[] flat(SDVariable images) {
        INDArray values = images.eval();
        return values.dup('c').reshape(values.length()).toFloatVector();
    }

    private static void set(Parameters parameters, String name, double value) {
        Results.get(parameters.arrays(), name).assign(value);
    }

    private static INDArray gaussian(Random random, long... shape) {
        int length = 1;
        for (long d : shape) {
            length *= (int) d;
        }
        return Nd4j.createFromArray(random.doubles(length, -2, 2).toArray()).reshape(shape);
    }
}
