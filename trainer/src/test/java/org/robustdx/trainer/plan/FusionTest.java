package org.robustdx.trainer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.Draw;
import org.robustdx.trainer.nn.Results;

/** Compares fused operations with ND4J's separate operations. */
class FusionTest {
    private static final int C = 3;

    private final Random random = new Random(7);
    private final SameDiff sd = SameDiff.create();
    private final SDVariable x = sd.var("x", values(2, 5, 5, C));

    @Test
    void reluIsFusedWithAConvolutionThatOnlyItUses() {
        requireSame(relu(convolution("w", x)), List.of("x", "w"));
        assertThat(kinds()).containsExactly("conv2d");
    }

    @Test
    void residualBlockIsTwoConvolutionsAndOneAddition() {
        SDVariable branch = convolution("w2", relu(convolution("w1", x)));
        requireSame(relu(x.add(branch)), List.of("x", "w1", "w2"));
        assertThat(kinds()).containsExactly("conv2d", "conv2d", "add");
    }

    @Test
    void chainOfResidualBlocksKeepsValuesThatLaterBlocksUse() {
        SDVariable h = x;
        for (int block = 0; block < 3; block++) {
            h = relu(h.add(convolution("w" + block, relu(convolution("v" + block, h)))));
        }
        requireSame(h, List.of("x", "w0", "w1", "w2", "v0", "v1", "v2"));
    }

    @Test
    void reluIsNotFusedIfItsOperandHasAnotherUser() {
        SDVariable convolved = convolution("w", x);
        requireSame(relu(convolved).mul(convolved), List.of("x", "w"));
        assertThat(kinds()).contains("conv2d", "relu");
    }

    @Test
    void reluIsNotFusedIfItsOperandIsWanted() {
        SDVariable convolved = convolution("w", x).rename("convolved");
        SDVariable y = relu(convolved).rename("y");
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of("y", "convolved"))) {
            Map<String, INDArray> results = runner.run(Map.of()).outputs();
            assertThat(Results.get(results, "convolved").minNumber().doubleValue())
                    .isNegative();
            assertThat(Results.get(results, y.name()))
                    .isEqualTo(Nd4j.nn().relu(Results.get(results, "convolved").dup(), 0));
        }
    }

    @Test
    void twoRelusOfOneConvolutionAreNotFused() {
        SDVariable convolved = convolution("w", x);
        requireSame(relu(convolved).add(relu(convolved).mul(3)), List.of("x", "w"));
        assertThat(kinds()).contains("relu");
    }

    @Test
    void reluWithACutoffIsNotFused() {
        requireSame(sd.nn().relu(convolution("w", x), 0.1), List.of("x", "w"));
        assertThat(kinds()).containsExactly("conv2d", "relu");
    }

    @Test
    void reluOfABroadcastAdditionIsNotFused() {
        requireSame(relu(x.mul(2).add(sd.var("b", values(C)))), List.of("x", "b"));
        assertThat(kinds()).contains("add", "relu");
    }

    @Test
    void additionOfAVariableToItselfIsTwiceIt() {
        SDVariable twice = x.mul(3);
        requireSame(relu(twice.add(twice)), List.of("x"));
    }

    @Test
    void gradientsOfAValueWithManyUsersAddUp() {
        SDVariable shared = relu(convolution("w", x));
        SDVariable sum = shared.add(relu(convolution("w1", shared)))
                .add(relu(convolution("w2", shared)))
                .add(shared.mul(shared));
        requireSame(sum, List.of("x", "w", "w1", "w2"));
    }

    @Test
    void variablesAndPlaceholdersAreNotOverwritten() {
        SDVariable p = sd.placeHolder("p", DataType.FLOAT, 2, 5, 5, C);
        SDVariable y = relu(relu(x.add(p)).add(relu(p)).add(relu(x))).rename("y");
        INDArray given = values(2, 5, 5, C);
        INDArray before = given.dup();
        INDArray variable = x.getArr().dup();
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of(y.name()))) {
            INDArray first =
                    Results.get(runner.run(Map.of("p", given)).outputs(), "y").dup();
            INDArray second = Results.get(runner.run(Map.of("p", given)).outputs(), "y");
            assertThat(second).isEqualTo(first);
            assertThat(given).isEqualTo(before);
            assertThat(x.getArr()).isEqualTo(variable);
        }
    }

    /** Random chains of operations, fusible and not, whose results have one or several users. */
    @Test
    void randomGraphsGiveTheSameResultsAsNd4j() {
        Draw.tries(60, draw -> {
            int seed = draw.integer(0, 1_000_000);
            Random choice = new Random(seed);
            SameDiff graph = SameDiff.create();
            List<SDVariable> known = new ArrayList<>(List.of(graph.var("x", values(2, 5, 5, C))));
            List<String> by = new ArrayList<>(List.of("x"));
            for (int i = 0; i < 8; i++) {
                SDVariable a = known.get(known.size() - 1 - choice.nextInt(Math.min(3, known.size())));
                SDVariable b = known.get(choice.nextInt(known.size()));
                known.add(
                        switch (choice.nextInt(4)) {
                            case 0 -> {
                                by.add("w" + i);
                                yield convolution(graph, "w" + i, a);
                            }
                            case 1 -> a.add(b);
                            case 2 -> a.mul(0.7);
                            default -> graph.nn().relu(a, 0);
                        });
            }
            SDVariable sum = known.get(1);
            for (SDVariable each : known.subList(2, known.size())) {
                sum = choice.nextBoolean() ? sum.add(each) : sum;
            }
            requireSame(graph, sum.add(known.get(known.size() - 1)).add(known.get(0)), by);
        });
    }

    private SDVariable relu(SDVariable of) {
        return sd.nn().relu(of, 0);
    }

    private SDVariable convolution(String weights, SDVariable of) {
        return convolution(sd, weights, of);
    }

    private SDVariable convolution(SameDiff graph, String weights, SDVariable of) {
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(3)
                .kW(3)
                .pH(1)
                .pW(1)
                .paddingMode(PaddingMode.VALID)
                .dataFormat("NHWC")
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        return graph.cnn()
                .conv2d(
                        of,
                        graph.var(weights, values(3, 3, C, C).muli(0.3)),
                        graph.var(weights + ".b", values(C)),
                        config);
    }

    private void requireSame(SDVariable of, List<String> by) {
        requireSame(sd, of, by);
    }

    /**
     * Compares a variable, and the gradients of a weighted sum of its values, with the results of SameDiff's own
     * session.
     */
    private void requireSame(SameDiff graph, SDVariable of, List<String> by) {
        assumeThat(OneDnn.kernels()).as("kernels for this platform").isNotSameAs(Kernels.NONE);
        String name = of.rename("y").name();
        SDVariable pull = graph.constant(values(of.eval().shape()));
        graph.setLossVariables(of.mul(pull).sum().rename("loss").name());
        graph.createGradFunction();
        List<String> reached = by.stream()
                .filter(each -> graph.getVariable(each).getGradient() != null)
                .toList();
        INDArray expected = graph.outputSingle(Map.of(), name);
        Map<String, INDArray> slopes = graph.calculateGradients(Map.of(), reached);
        try (GraphRunner runner = GraphRunner.ofGradients(graph, List.of(name), reached)) {
            runner.run(Map.of()); // builds the plan
            for (int run = 0; run < 2; run++) {
                GraphRunner.Result actual = runner.run(Map.of());
                KernelsTest.requireClose(name, Results.get(actual.outputs(), name), expected);
                for (String each : reached) {
                    KernelsTest.requireClose(each, Results.get(actual.gradients(), each), Results.get(slopes, each));
                }
            }
        }
    }

    /** The operations that compute the compared result, in order. */
    private List<String> kinds() {
        try (GraphRunner runner = GraphRunner.ofOutputs(sd, List.of("y"))) {
            runner.run(Map.of());
            return runner.plan().steps().stream().map(Plan.Planned::kind).toList();
        }
    }

    private INDArray values(long... shape) {
        long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return Nd4j.createFromArray(random.doubles(length, -1, 1).toArray())
                .castTo(DataType.FLOAT)
                .reshape(shape);
    }
}
