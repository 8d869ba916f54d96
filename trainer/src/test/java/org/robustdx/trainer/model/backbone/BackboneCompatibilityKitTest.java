package org.robustdx.trainer.model.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;

/** What every backbone promises; a new one is tried here by being in the registry. That it exports: see the served graph's tests. */
@ParameterizedClass
@EnumSource(Backbones.class)
class BackboneCompatibilityKitTest {
    @Parameter
    Backbones backbone = Backbones.RESNET;

    private final SameDiff sd = Layers.newGraph();
    private final Parameters parameters = new Parameters(1);

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 96, 128, 224})
    void earlyFeaturesAreAtAQuarterOfTheSideAndPooledOnesAreFlat(int side) {
        Backbone.Features features = forward(1, 4, side);
        sd.setLossVariables(features.pooled().sum().name());
        INDArray image = images(side == 224 ? 1 : 2, 1, side);
        Map<String, INDArray> outputs = sd.output(
                Map.of("x", image), features.early().name(), features.pooled().name());

        assertThat(Results.get(outputs, features.early().name()).shape())
                .containsExactly(image.size(0), features.earlyChannels(), side / 4, side / 4);
        assertThat(Results.get(outputs, features.pooled().name()).shape())
                .containsExactly(image.size(0), features.pooledSize());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void gradientReachesEveryParameter(int channels) {
        Backbone.Features features = forward(channels, 8, 32);
        SDVariable loss = sd.math().square(features.pooled()).sum();
        sd.setLossVariables(loss.name());
        List<String> names = new ArrayList<>(parameters.arrays().keySet());
        Map<String, INDArray> gradients = sd.calculateGradients(Map.of("x", images(2, channels, 32)), names);

        assertThat(names).isNotEmpty();
        for (String name : names) {
            assertThat(Results.get(gradients, name).amaxNumber().doubleValue())
                    .as(name)
                    .isFinite()
                    .isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void imageIsReadTheSameAloneAndInABatch(int side) {
        Backbone.Features features = forward(3, 4, side);
        INDArray both = images(2, 3, side);
        INDArray second = both.slice(1).dup('c').reshape(1, 3, side, side);
        INDArray together = sd.outputSingle(Map.of("x", both), features.pooled().name());
        INDArray alone = sd.outputSingle(Map.of("x", second), features.pooled().name());

        assertThat(together.getRow(1).sub(alone.getRow(0)).amaxNumber().doubleValue())
                .isLessThan(1e-5);
    }

    private Backbone.Features forward(int channels, int width, int side) {
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, channels, side, side);
        return backbone.forward(new Layers(sd, parameters, Layout.NCHW), x, channels, width, side);
    }

    private static INDArray images(int n, int channels, int side) {
        double[] values =
                new Random(3).doubles((long) n * channels * side * side, -1, 1).toArray();
        return Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape(n, channels, side, side);
    }
}
