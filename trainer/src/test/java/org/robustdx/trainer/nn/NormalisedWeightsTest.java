package org.robustdx.trainer.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NormalisedWeightsTest {
    private static final long[] IMAGES = {4, 2, 5, 5};

    private final Random random = new Random(4);
    private final Parameters model = new Parameters(3, DataType.DOUBLE);
    private final INDArray x = gaussian(IMAGES);

    /** Two layers, the second initialised with a fifth of the usual scale. */
    private static SDVariable network(Layers layers, SDVariable input) {
        return layers.leave(layers.residual("block", layers.enter(input), 2, 3, 1));
    }

    private SDVariable graphOver(Parameters parameters, Layout layout) {
        SameDiff sd = Layers.newGraph();
        return network(new Layers(sd, parameters, layout), sd.var("x", x));
    }

    private NormalisedWeights weights() {
        graphOver(model, Layout.NHWC);
        Results.get(model.arrays(), "block.conv1.b").assign(gaussian(3));
        return new NormalisedWeights(model);
    }

    private INDArray gaussian(long... shape) {
        int length = (int) Nd4j.create(DataType.DOUBLE, shape).length();
        return Nd4j.createFromArray(random.doubles(length, -1, 1).toArray()).reshape(shape);
    }

    @Test
    void initialModelEqualsTheDrawnOneExceptForTheFloorOfTheVariance() {
        graphOver(model, Layout.NHWC);
        Map<String, INDArray> drawn = model.snapshot();
        new NormalisedWeights(model);

        drawn.forEach((name, array) -> assertThat(Results.get(model.arrays(), name)
                        .sub(array)
                        .amaxNumber()
                        .doubleValue())
                .as(name)
                .isLessThan(1e-4));
    }

    @Test
    void gainsHoldTheInitialScaleAndKernelsHaveUnitScale() {
        Map<String, INDArray> free = weights().free().arrays();

        assertThat(Results.get(free, "block.conv2.gamma").meanNumber().doubleValue())
                .isBetween(0.1, 0.3);
        assertThat(Results.get(free, "block.conv1.gamma").meanNumber().doubleValue())
                .isBetween(0.6, 1.4);
        for (String kernel : List.of("block.conv1.w", "block.conv2.w")) {
            assertThat(Results.get(free, kernel).reshape(-1, 3).norm2(0).toDoubleVector())
                    .as(kernel)
                    .containsExactly(new double[] {Math.sqrt(2), Math.sqrt(2), Math.sqrt(2)}, within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void gradientThroughTheBatchMomentsMatchesFiniteDifferences(Layout layout) {
        Parameters free = weights().free();
        SDVariable y = graphOver(free, layout);
        SameDiff sd = y.getSameDiff();
        sd.setLossVariables(y.mul(sd.constant(gaussian(y.eval().shape())))
                .sum()
                .rename("loss")
                .name());
        List<String> names = new ArrayList<>(free.arrays().keySet());
        names.removeIf(name -> !sd.hasVariable(name));
        names.add("x");

        assertThat(names).contains("block.conv1.w", "block.conv1.b", "block.conv1.gamma");
        GradientCheck.OF_LAYER.check(sd, names, random);
    }

    @Test
    void foldedModelEqualsTheTrainedGraphIfTheMovingMomentsAreThoseOfTheBatch() {
        NormalisedWeights weights = weights();
        SDVariable y = graphOver(weights.free(), Layout.NHWC);
        INDArray trained = y.eval();
        double before = graphOver(model, Layout.NHWC).eval().distance2(trained);
        Map<String, INDArray> moments = y.getSameDiff().output(Map.of(), weights.watched());
        for (int step = 0; step < 300; step++) {
            weights.watch(moments);
        }
        weights.apply();
        Parameters restored = new Parameters(9, DataType.DOUBLE);
        restored.restore(NormalisedWeights.folded(weights.free().arrays()));

        assertThat(before).isGreaterThan(0.1);
        assertThat(graphOver(model, Layout.NHWC).eval().distance2(trained)).isLessThan(1e-3);
        assertThat(graphOver(restored, Layout.NHWC).eval().distance2(trained)).isLessThan(1e-3);
        assertThat(restored.arrays().keySet()).isEqualTo(model.arrays().keySet());
    }

    @Test
    void decoderConvolutionsAreNotNormalised() {
        Parameters parameters = new Parameters(3);
        parameters.normal("decoder.up.conv.w", 1, 3, 3, 2, 4);
        parameters.zeros("decoder.up.conv.b", 4);

        assertThat(new NormalisedWeights(parameters).free().arrays())
                .containsOnlyKeys("decoder.up.conv.w", "decoder.up.conv.b");
    }
}
