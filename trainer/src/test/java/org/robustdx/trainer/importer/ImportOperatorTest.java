package org.robustdx.trainer.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Named.named;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.trainer.nn.GradientCheck;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;
import org.robustdx.trainer.plan.GraphRunner;

class ImportOperatorTest {
    private static final long[] IMAGE = {4, 6, 5};
    private static final long[] SQUARE = {3, 8, 8};
    private static final long[] ROWS = {6};
    private static final long[] TOKENS = {5, 6};

    private static TestGraph images(long opset) {
        return new TestGraph(opset, -1, IMAGE);
    }

    private static Named<byte[]> unary(String operator, long opset, Object... attributes) {
        return named(
                operator + " " + Arrays.toString(attributes),
                images(opset).node(operator, "x", "y", attributes).build());
    }

    /** After a rectifier and a shift, numbers are greater than 0. */
    private static Named<byte[]> positive(String operator) {
        return named(
                operator,
                images(13)
                        .floats("c", new float[] {2.5f}, 1)
                        .node("Add", "x c", "p")
                        .node(operator, "p", "y")
                        .build());
    }

    private static Named<byte[]> with(String name, TestGraph graph) {
        return named(name, graph.build());
    }

    static List<Named<byte[]>> cases() {
        return List.of(
                with("Add of a channel vector", images(13).weights("c", 4, 1, 1).node("Add", "x c", "y")),
                with("Add of a number, left", images(13).weights("c").node("Add", "c x", "y")),
                with("Add of two results", images(13).node("Relu", "x", "r").node("Add", "x r", "y")),
                with(
                        "Add of a row of a matrix",
                        new TestGraph(13, -1, TOKENS).weights("c", 6).node("Add", "x c", "y")),
                with(
                        "AveragePool",
                        images(9)
                                .node(
                                        "AveragePool",
                                        "x",
                                        "y",
                                        "kernel_shape",
                                        new long[] {2, 2},
                                        "strides",
                                        new long[] {2, 2})),
                with(
                        "AveragePool, padding not counted",
                        images(11).node("AveragePool", "x", "y", "kernel_shape", new long[] {3, 3}, "pads", new long[] {
                            1, 1, 1, 1
                        })),
                with(
                        "AveragePool, padding counted",
                        images(11)
                                .node(
                                        "AveragePool",
                                        "x",
                                        "y",
                                        "kernel_shape",
                                        new long[] {3, 3},
                                        "pads",
                                        new long[] {1, 1, 1, 1},
                                        "count_include_pad",
                                        1)),
                with(
                        "AveragePool, uneven padding, rounded up",
                        images(19)
                                .node(
                                        "AveragePool",
                                        "x",
                                        "y",
                                        "kernel_shape",
                                        new long[] {3, 2},
                                        "strides",
                                        new long[] {2, 2},
                                        "pads",
                                        new long[] {0, 0, 1, 0},
                                        "ceil_mode",
                                        1)),
                with(
                        "BatchNormalization",
                        images(15)
                                .weights("g", 4)
                                .weights("b", 4)
                                .weights("m", 4)
                                .weights("v", 0.2, 2, 4)
                                .node("BatchNormalization", "x g b m v", "y", "epsilon", 1e-3f)),
                with("Cast", images(13).node("Cast", "x", "y", "to", 1)),
                with("Clip by attributes", images(9).node("Clip", "x", "y", "min", -0.5f, "max", 0.7f)),
                with(
                        "Clip by inputs, as ReLU6",
                        images(13)
                                .floats("lo", new float[] {0})
                                .floats("hi", new float[] {1})
                                .node("Clip", "x lo hi", "y")),
                with(
                        "Clip without a lower bound",
                        images(13).floats("hi", new float[] {0.3f}).node("Clip", "x - hi", "y")),
                with("Concat of channels", images(13).node("Relu", "x", "r").node("Concat", "x r", "y", "axis", 1)),
                with(
                        "Concat of rows, axis from the end",
                        images(13).node("Relu", "x", "r").node("Concat", "r x", "y", "axis", -2)),
                with(
                        "Constant and Mul",
                        images(13)
                                .node("Constant", "", "c", "value_float", 0.7f)
                                .node("Mul", "x c", "y")),
                with(
                        "ConstantOfShape and Add",
                        images(13)
                                .integers("s", 1, 5)
                                .node("ConstantOfShape", "s", "c")
                                .node("Add", "x c", "y")),
                with(
                        "Conv",
                        images(11)
                                .weights("w", 3, 4, 3, 3)
                                .weights("b", 3)
                                .node("Conv", "x w b", "y", "pads", new long[] {1, 1, 1, 1})),
                with(
                        "Conv of stride 2 without bias",
                        images(11)
                                .weights("w", 3, 4, 3, 3)
                                .node("Conv", "x w", "y", "strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1
                                })),
                with(
                        "Conv with uneven padding",
                        images(11)
                                .weights("w", 3, 4, 3, 3)
                                .weights("b", 3)
                                .node("Conv", "x w b", "y", "strides", new long[] {2, 2}, "pads", new long[] {0, 0, 1, 1
                                })),
                with(
                        "Conv with uneven padding before",
                        images(11)
                                .weights("w", 3, 4, 3, 2)
                                .weights("b", 3)
                                .node("Conv", "x w b", "y", "pads", new long[] {2, 1, 1, 0})),
                with(
                        "Conv with auto_pad",
                        images(11)
                                .weights("w", 3, 4, 3, 3)
                                .node("Conv", "x w", "y", "strides", new long[] {2, 2}, "auto_pad", "SAME_UPPER")),
                with(
                        "Conv with dilation",
                        images(11).weights("w", 3, 4, 2, 2).node("Conv", "x w", "y", "dilations", new long[] {2, 3})),
                with(
                        "Conv in groups",
                        images(11)
                                .weights("w", 6, 2, 3, 3)
                                .weights("b", 6)
                                .node("Conv", "x w b", "y", "group", 2, "pads", new long[] {1, 1, 1, 1})),
                with(
                        "Conv by channel",
                        images(11)
                                .weights("w", 4, 1, 3, 3)
                                .weights("b", 4)
                                .node("Conv", "x w b", "y", "group", 4, "pads", new long[] {1, 1, 1, 1})),
                with(
                        "Conv by channel to twice as many, stride 2, uneven padding",
                        images(11)
                                .weights("w", 8, 1, 3, 3)
                                .node("Conv", "x w", "y", "group", 4, "strides", new long[] {2, 2}, "pads", new long[] {
                                    0, 0, 1, 1
                                })),
                with(
                        "Conv with a computed kernel",
                        images(13)
                                .weights("w", 3, 3, 4, 3)
                                .node("Transpose", "w", "t", "perm", new long[] {1, 2, 0, 3})
                                .node("Conv", "x t", "y")),
                with(
                        "ConvTranspose",
                        images(11).weights("w", 4, 3, 3, 3).weights("b", 3).node("ConvTranspose", "x w b", "y")),
                with(
                        "ConvTranspose of stride 2",
                        images(11)
                                .weights("w", 4, 3, 4, 4)
                                .weights("b", 3)
                                .node("ConvTranspose", "x w b", "y", "strides", new long[] {2, 2}, "pads", new long[] {
                                    1, 1, 1, 1
                                })),
                with(
                        "ConvTranspose of stride 2 with output padding",
                        images(11)
                                .weights("w", 4, 3, 3, 3)
                                .node(
                                        "ConvTranspose",
                                        "x w",
                                        "y",
                                        "strides",
                                        new long[] {2, 2},
                                        "pads",
                                        new long[] {1, 1, 1, 1},
                                        "output_padding",
                                        new long[] {1, 1})),
                with(
                        "ConvTranspose in groups",
                        images(11)
                                .weights("w", 4, 1, 2, 2)
                                .node("ConvTranspose", "x w", "y", "strides", new long[] {2, 2}, "group", 2)),
                with("DepthToSpace", images(11).node("DepthToSpace", "x", "y", "blocksize", 2)),
                with(
                        "DepthToSpace, column first",
                        images(11)
                                .node("Concat", "x x", "d", "axis", 1)
                                .node("DepthToSpace", "d", "y", "blocksize", 2, "mode", "CRD")),
                with(
                        "Div by a channel vector",
                        images(13).weights("c", 0.5, 2, 4, 1, 1).node("Div", "x c", "y")),
                with("Div by a number", images(13).weights("c", 0.5, 2).node("Div", "x c", "y")),
                with(
                        "Div of a number by a result",
                        images(13)
                                .weights("c")
                                .floats("s", new float[] {3})
                                .node("Add", "x s", "p")
                                .node("Div", "c p", "y")),
                with(
                        "Div of results, repeated",
                        images(13)
                                .floats("s", new float[] {3})
                                .node("Add", "x s", "p")
                                .node("ReduceMean", "p", "m", "axes", new long[] {2, 3})
                                .node("Div", "x m", "y")),
                unary("Dropout", 9),
                unary("Erf", 13),
                unary("Exp", 13),
                unary("Floor", 13),
                unary("Flatten", 13),
                with("Flatten into one row each", images(13).node("Flatten", "x", "y", "axis", -3)),
                with("Gather of channels", images(13).integers("i", 3, 0, -3).node("Gather", "x i", "y", "axis", 1)),
                unary("Gelu", 20),
                unary("Gelu", 20, "approximate", "tanh"),
                with(
                        "Gemm",
                        new TestGraph(13, -1, ROWS)
                                .weights("w", 3, 6)
                                .weights("b", 3)
                                .node("Gemm", "x w b", "y", "transB", 1, "alpha", 0.5f, "beta", 2f)),
                with(
                        "Gemm without bias",
                        new TestGraph(11, -1, ROWS).weights("w", 6, 3).node("Gemm", "x w", "y")),
                unary("GlobalAveragePool", 13),
                unary("GlobalMaxPool", 13),
                unary("HardSigmoid", 13, "alpha", 0.3f),
                unary("HardSwish", 14),
                unary("Identity", 13),
                with(
                        "InstanceNormalization",
                        images(13).weights("g", 4).weights("b", 4).node("InstanceNormalization", "x g b", "y")),
                with(
                        "LayerNormalization",
                        new TestGraph(17, -1, TOKENS)
                                .weights("g", 6)
                                .weights("b", 6)
                                .node("LayerNormalization", "x g b", "y")),
                with(
                        "LayerNormalization of channels, as in ConvNeXt",
                        images(17)
                                .weights("g", 4)
                                .weights("b", 4)
                                .weights("w", 4, 4, 1, 1)
                                .node("Conv", "x w", "c")
                                .node("Transpose", "c", "t", "perm", new long[] {0, 2, 3, 1})
                                .node("LayerNormalization", "t g b", "n")
                                .node("Transpose", "n", "y", "perm", new long[] {0, 3, 1, 2})),
                unary("LeakyRelu", 13, "alpha", 0.2f),
                positive("Log"),
                with("MatMul", new TestGraph(13, -1, ROWS).weights("w", 6, 3).node("MatMul", "x w", "y")),
                with(
                        "MatMul of tokens",
                        new TestGraph(13, -1, TOKENS).weights("w", 6, 3).node("MatMul", "x w", "y")),
                with(
                        "MatMul of two results",
                        new TestGraph(13, -1, TOKENS)
                                .node("Transpose", "x", "t", "perm", new long[] {0, 2, 1})
                                .node("MatMul", "x t", "y")),
                with(
                        "MaxPool",
                        images(12)
                                .node(
                                        "MaxPool",
                                        "x",
                                        "y",
                                        "kernel_shape",
                                        new long[] {3, 3},
                                        "strides",
                                        new long[] {2, 2},
                                        "pads",
                                        new long[] {1, 1, 1, 1})),
                with(
                        "MaxPool, rounded up",
                        images(12)
                                .node(
                                        "MaxPool",
                                        "x",
                                        "y",
                                        "kernel_shape",
                                        new long[] {2, 2},
                                        "strides",
                                        new long[] {2, 2},
                                        "ceil_mode",
                                        1)),
                with(
                        "MaxPool with auto_pad",
                        images(12)
                                .node(
                                        "MaxPool",
                                        "x",
                                        "y",
                                        "kernel_shape",
                                        new long[] {3, 3},
                                        "strides",
                                        new long[] {2, 2},
                                        "auto_pad",
                                        "SAME_UPPER")),
                with("Mul by a channel vector", images(13).weights("c", 4, 1, 1).node("Mul", "x c", "y")),
                with("Mul, as in SiLU", images(13).node("Sigmoid", "x", "s").node("Mul", "x s", "y")),
                with(
                        "Mul by a weight for each channel that the image decides",
                        images(13)
                                .node("GlobalAveragePool", "x", "m")
                                .node("Sigmoid", "m", "s")
                                .node("Mul", "s x", "y")),
                unary("Neg", 13),
                with(
                        "Pad",
                        images(13)
                                .integers("p", 0, 0, 1, 2, 0, 0, 0, 1)
                                .weights("v")
                                .node("Pad", "x p v", "y")),
                with("Pad by attributes", images(9).node("Pad", "x", "y", "pads", new long[] {0, 0, 0, 1, 0, 0, 2, 0})),
                with(
                        "Pad with the edge, mirrored",
                        images(13)
                                .integers("p", 0, 0, 1, 2, 0, 0, 0, 1)
                                .node("Pad", "x p", "e", "mode", "edge")
                                .node("Pad", "e p", "y", "mode", "reflect")),
                with("Pow", images(13).floats("e", new float[] {2}).node("Pow", "x e", "y")),
                with(
                        "Pow of another exponent",
                        images(13)
                                .floats("s", new float[] {3})
                                .floats("e", new float[] {1.5f})
                                .node("Add", "x s", "p")
                                .node("Pow", "p e", "y")),
                positive("Reciprocal"),
                with("ReduceMean", images(13).node("ReduceMean", "x", "y", "axes", new long[] {2, 3}, "keepdims", 0)),
                with("ReduceMean of channels", images(18).integers("a", 1).node("ReduceMean", "x a", "y")),
                unary("Relu", 13),
                with("Reshape", images(13).integers("s", 0, 2, -1).node("Reshape", "x s", "y")),
                with(
                        "Reshape to a computed shape",
                        images(13)
                                .integers("0", 0)
                                .integers("-1", -1)
                                .node("Shape", "x", "s")
                                .node("Gather", "s 0", "n")
                                .node("Concat", "n -1", "t", "axis", 0)
                                .node("Reshape", "x t", "y")),
                with(
                        "Resize to the nearest",
                        new TestGraph(13, -1, SQUARE)
                                .floats("s", new float[] {1, 1, 2, 2}, 4)
                                .node(
                                        "Resize",
                                        "x - s",
                                        "y",
                                        "mode",
                                        "nearest",
                                        "coordinate_transformation_mode",
                                        "asymmetric",
                                        "nearest_mode",
                                        "floor")),
                with(
                        "Resize, linear",
                        new TestGraph(13, -1, SQUARE)
                                .floats("s", new float[] {1, 1, 2, 1.5f}, 4)
                                .node("Resize", "x - s", "y", "mode", "linear")),
                with(
                        "Resize to sizes, corners aligned",
                        new TestGraph(19, -1, SQUARE)
                                .integers("s", 5, 12)
                                .node(
                                        "Resize",
                                        "x - - s",
                                        "y",
                                        "mode",
                                        "linear",
                                        "coordinate_transformation_mode",
                                        "align_corners",
                                        "axes",
                                        new long[] {2, 3})),
                with(
                        "Resize of operator set 10",
                        new TestGraph(10, -1, SQUARE)
                                .floats("s", new float[] {1, 1, 2, 2}, 4)
                                .node("Resize", "x s", "y")),
                unary("Sigmoid", 13),
                with(
                        "Slice",
                        images(13)
                                .integers("f", 1, -3)
                                .integers("t", 3, 1000)
                                .integers("a", 1, 2)
                                .node("Slice", "x f t a", "y")),
                with(
                        "Slice backwards and in steps",
                        images(13)
                                .integers("f", -1, 0)
                                .integers("t", -1000, 6)
                                .integers("a", 3, 2)
                                .integers("s", -1, 2)
                                .node("Slice", "x f t a s", "y")),
                with(
                        "Slice by attributes",
                        images(9)
                                .node(
                                        "Slice",
                                        "x",
                                        "y",
                                        "axes",
                                        new long[] {1},
                                        "starts",
                                        new long[] {2},
                                        "ends",
                                        new long[] {4})),
                unary("Softmax", 13),
                unary("Softmax", 13, "axis", 1),
                unary("Softmax", 11),
                with(
                        "Split",
                        images(11)
                                .node("Split", "x", List.of("a", "b"), "axis", 1, "split", new long[] {1, 3})
                                .node("Concat", "b a", "y", "axis", 1)),
                with(
                        "Split into equal parts",
                        images(13)
                                .node("Split", "x", List.of("a", "b"), "axis", 1)
                                .node("Sub", "a b", "y")),
                positive("Sqrt"),
                with(
                        "Squeeze",
                        images(13)
                                .integers("a", 2, 3)
                                .node("GlobalAveragePool", "x", "m")
                                .node("Squeeze", "m a", "y")),
                with("Sub of a result from a number", images(13).weights("c").node("Sub", "c x", "y")),
                with("Sub of a channel vector", images(13).weights("c", 4, 1, 1).node("Sub", "x c", "y")),
                unary("Tanh", 13),
                with("Transpose", images(13).node("Transpose", "x", "y", "perm", new long[] {0, 3, 1, 2})),
                with(
                        "Transpose from NHWC",
                        new TestGraph(13, -1, 6, 5, 4)
                                .weights("w", 3, 4, 3, 3)
                                .node("Transpose", "x", "t", "perm", new long[] {0, 3, 1, 2})
                                .node("Conv", "t w", "c")
                                .node("Transpose", "c", "y", "perm", new long[] {0, 2, 3, 1})),
                with("Unsqueeze", new TestGraph(11, -1, ROWS).node("Unsqueeze", "x", "y", "axes", new long[] {2, 3})),
                with(
                        "Upsample",
                        new TestGraph(9, -1, SQUARE)
                                .floats("s", new float[] {1, 1, 2, 3}, 4)
                                .node("Upsample", "x s", "y")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheResultsOfOnnxRuntimeInBothLayouts(byte[] file) throws Exception {
        INDArray x = random(file, DataType.FLOAT);
        float[] expected;
        try (ForeignSession session = ForeignSession.open(file, Duration.ofMinutes(1))) {
            expected = session.run("x", x.dup('c').data().asFloat(), x.shape(), "y");
        }
        for (Layout layout : Layout.values()) {
            Layers layers = new Layers(Layers.newGraph(), new Parameters(0), layout);
            long[] open = x.shape().clone();
            open[0] = -1;
            SDVariable input = layers.sd().placeHolder("x", DataType.FLOAT, open);
            String y = ImportedGraph.read(file)
                    .addTo(layers, Map.of("x", input), List.of("y"))
                    .get("y")
                    .plain()
                    .name();
            try (GraphRunner runner = GraphRunner.ofOutputs(layers.sd(), List.of(y))) {
                INDArray result = Results.get(runner.run(Map.of("x", x)).outputs(), y);
                assertThat(result.dup('c').data().asFloat()).as("%s", layout).containsExactly(expected, within(2e-5f));
            }
        }
    }

    /** Cases without rounding, whose gradient is that of the identity. */
    static List<Named<byte[]>> differentiableCases() {
        return cases().stream()
                .filter(file -> !file.getName().startsWith("Floor"))
                .toList();
    }

    @Test
    void roundingHasTheGradientOfTheIdentity() throws Exception {
        SameDiff sd = Layers.newGraph();
        Layers layers = new Layers(sd, new Parameters(0, DataType.DOUBLE), Layout.NCHW);
        byte[] file = unary("Floor", 13).getPayload();
        SDVariable input = sd.var("x", random(file, DataType.DOUBLE));
        SDVariable y = ImportedGraph.read(file)
                .addTo(layers, Map.of("x", input), List.of("y"))
                .get("y")
                .plain();
        sd.setLossVariables(y.mul(3).sum().rename("loss").name());
        INDArray gradient = Results.get(sd.calculateGradients(Map.of(), "x"), "x");

        assertThat(gradient.sub(3).amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    @ParameterizedTest
    @MethodSource("differentiableCases")
    void gradientByTheInputIsThatOfFiniteDifferencesInBothLayouts(byte[] file) throws Exception {
        for (Layout layout : Layout.values()) {
            SameDiff sd = Layers.newGraph();
            Layers layers = new Layers(sd, new Parameters(0, DataType.DOUBLE), layout);
            SDVariable input = sd.var("x", random(file, DataType.DOUBLE));
            SDVariable y = ImportedGraph.read(file)
                    .addTo(layers, Map.of("x", input), List.of("y"))
                    .get("y")
                    .plain();
            long[] shape = y.eval().shape();
            SDVariable weights = sd.constant(random(shape, 9, DataType.DOUBLE));
            sd.setLossVariables(y.mul(weights).sum().rename("loss").name());

            new GradientCheck(1e-6, 5e-5).check(sd, List.of("x"), new Random(2));
        }
    }

    @Test
    void everyOperatorOfTheTableHasACase() throws Exception {
        Set<String> tried = new HashSet<>();
        for (Named<byte[]> file : cases()) {
            GraphProto graph = OnnxFiles.parse(file.getPayload()).getGraph();
            graph.getNodeList().stream().map(NodeProto::getOpType).forEach(tried::add);
        }
        assertThat(Stream.of(ImportOperator.values()).map(ImportOperator::type).collect(Collectors.toSet()))
                .isEqualTo(tried);
    }

    private static INDArray random(byte[] file, DataType type) throws ImportException {
        long[] dims = ImportedGraph.read(file).inputs().get(0).dims().clone();
        dims[0] = 2;
        return random(dims, 4, type);
    }

    private static INDArray random(long[] shape, long seed, DataType type) {
        long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] values = new Random(seed).doubles(length, -2, 2).toArray();
        return Nd4j.createFromArray(values).castTo(type).reshape(shape);
    }
}
