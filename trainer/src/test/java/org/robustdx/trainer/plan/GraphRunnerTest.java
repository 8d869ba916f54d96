package org.robustdx.trainer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Results;

class GraphRunnerTest {
    private static final List<String> OUTPUTS = List.of("logits", "denoised");

    private final DenoisingCnn model = TinyModels.model(3, 3, DataType.FLOAT);
    private final SameDiff sd = graph(model);

    @Test
    void givesTheSameResultsAsSameDiff() {
        Map<String, INDArray> images = images(4, 1);
        Map<String, INDArray> expected = sd.output(images, OUTPUTS);
        List<String> by = List.copyOf(model.parameters().arrays().keySet());
        Map<String, INDArray> gradients = sd.calculateGradients(images, by);
        try (GraphRunner runner = GraphRunner.ofGradients(sd, OUTPUTS, by)) {
            GraphRunner.Result result = runner.run(images);
            OUTPUTS.forEach(name -> requireClose(name, result.outputs(), expected));
            by.forEach(name -> requireClose(name, result.gradients(), gradients));
        }
    }

    @Test
    void runsOnOtherImagesDoNotAffectLaterRuns() {
        try (GraphRunner runner = GraphRunner.ofGradients(sd, OUTPUTS, List.of("stem.w"))) {
            INDArray logits =
                    Results.get(runner.run(images(4, 1)).outputs(), "logits").dup();
            INDArray gradient =
                    Results.get(runner.run(images(4, 1)).gradients(), "stem.w").dup();
            assertThat(Results.get(runner.run(images(4, 2)).outputs(), "logits"))
                    .isNotEqualTo(logits);
            GraphRunner.Result again = runner.run(images(4, 1));

            assertThat(Results.get(again.outputs(), "logits")).isEqualTo(logits);
            assertThat(Results.get(again.gradients(), "stem.w")).isEqualTo(gradient);
        }
    }

    @Test
    void updateOfAVariableIsSeen() {
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of("logits"))) {
            INDArray before =
                    Results.get(runner.run(images(2, 1)).outputs(), "logits").dup();
            Results.get(model.parameters().arrays(), "classifier.b").addi(2);

            INDArray after = Results.get(runner.run(images(2, 1)).outputs(), "logits");
            assertThat(after.sub(before).minNumber().doubleValue()).isBetween(1.999, 2.001);
        }
    }

    @Test
    void supportsAnyNumberOfBatchSizes() {
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of("logits"))) {
            for (int round = 0; round < 2; round++) {
                for (int n = 1; n <= 7; n++) {
                    INDArray logits = Results.get(runner.run(images(n, n)).outputs(), "logits");
                    assertThat(logits.shape()).containsExactly(n, 3);
                    assertThat(logits.sub(sd.outputSingle(images(n, n), "logits"))
                                    .amaxNumber()
                                    .doubleValue())
                            .isLessThan(1e-5);
                }
            }
        }
    }

    @Test
    void valueComputedOnceDoesNotShareMemoryWithRepeatedOperations() {
        SameDiff small = Layers.newGraph();
        SDVariable x = small.placeHolder("x", DataType.FLOAT, -1, 4);
        SDVariable early = small.math().square(x.mul(2)).sum(0);
        SDVariable once = small.constant(Nd4j.ones(DataType.FLOAT, 3, 4)).mul(5).sum(0);
        early.add(once).rename("y");
        try (GraphRunner runner = GraphRunner.ofOutputs(small, List.of("y"))) {
            for (int run = 0; run < 3; run++) {
                INDArray y = Results.get(
                        runner.run(Map.of("x", Nd4j.ones(DataType.FLOAT, 3, 4))).outputs(), "y");
                assertThat(y.toFloatVector()).as("run %d", run).containsOnly(27);
            }
        }
    }

    @Test
    void constantsAreNotOverwritten() {
        SameDiff small = Layers.newGraph();
        SDVariable x = small.placeHolder("x", DataType.FLOAT, -1, 4);
        SDVariable shape = small.shape(x);
        small.reshape(x.add(1).mul(2), shape).rename("y");
        try (GraphRunner runner = GraphRunner.ofOutputs(small, List.of("y"))) {
            INDArray ones = Nd4j.ones(DataType.FLOAT, 3, 4);
            for (int i = 0; i < 3; i++) {
                assertThat(Results.get(runner.run(Map.of("x", ones)).outputs(), "y"))
                        .isEqualTo(Nd4j.valueArrayOf(new long[] {3, 4}, 4, DataType.FLOAT));
            }
        }
    }

    @Test
    void gradientByPixelsComputesNoGradientOfWeights() {
        try (GraphRunner byPixels = GraphRunner.ofGradients(sd, List.of(), List.of("pixels"));
                GraphRunner byBoth = GraphRunner.ofGradients(sd, List.of(), List.of("pixels", "stem.w"))) {
            byPixels.run(images(2, 1));
            byBoth.run(images(2, 1));

            assertThat(primitives(byBoth) - primitives(byPixels))
                    .as("one convolution's gradient by its weights, and its way to ND4J's layout")
                    .isBetween(1, 2);
        }
    }

    private static int primitives(GraphRunner runner) {
        return runner.plan().steps().stream()
                .filter(planned -> planned.kind().equals("conv2d_bp"))
                .mapToInt(planned -> planned.step() instanceof DnnCall call ? call.size() : 0)
                .sum();
    }

    @Test
    void variableThatTheLossDoesNotDependOnIsNamed() {
        sd.var("lonely", Nd4j.ones(DataType.FLOAT, 2));
        assertThatThrownBy(() -> GraphRunner.ofGradients(sd, List.of(), List.of("lonely")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the loss does not depend on lonely");
    }

    @Test
    void placeholderWithoutValueIsNamed() {
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of("logits"))) {
            assertThatThrownBy(() -> runner.run(Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("placeholder pixels: no value");
        }
    }

    private static SameDiff graph(DenoisingCnn model) {
        SameDiff sd = Layers.newGraph();
        SDVariable pixels = sd.placeHolder("pixels", DataType.FLOAT, -1, 3, TinyModels.SIDE, TinyModels.SIDE);
        Network.Outputs outputs = model.forward(new Layers(sd, model.parameters(), Layout.NHWC), pixels, true);
        SDVariable logits = outputs.logits().rename("logits");
        SDVariable denoised = outputs.denoised().rename("denoised");
        sd.setLossVariables(logits.mul(logits)
                .sum()
                .add(denoised.mul(denoised).sum())
                .rename("loss")
                .name());
        sd.createGradFunction("pixels");
        return sd;
    }

    private static Map<String, INDArray> images(int n, long seed) {
        return Map.of("pixels", TinyModels.pixels(n, 3, DataType.FLOAT, seed));
    }

    private static void requireClose(String name, Map<String, INDArray> actual, Map<String, INDArray> expected) {
        double scale = Math.max(1, Results.get(expected, name).amaxNumber().doubleValue());
        assertThat(Results.get(actual, name).shape())
                .as(name)
                .isEqualTo(Results.get(expected, name).shape());
        assertThat(Results.get(actual, name)
                        .sub(Results.get(expected, name))
                        .amaxNumber()
                        .doubleValue())
                .as(name)
                .isLessThan(2e-5 * scale);
    }
}
