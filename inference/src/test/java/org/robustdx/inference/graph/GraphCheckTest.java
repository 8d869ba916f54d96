package org.robustdx.inference.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.robustdx.inference.model.TinyModels;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.FunctionProto;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.SparseTensorProto;
import org.robustdx.onnx.StringStringEntryProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.TrainingInfoProto;

class GraphCheckTest {
    private static final long HUGE = 1L << 30;

    /** An image of 8x8 gray samples; {@code pixels} is its tensor of 1x8x8 floats. */
    private static ModelProto.Builder tiny() {
        return TinyModels.valid(8, 8, 1, List.of("a", "b"), List.of("c"));
    }

    private static byte[] changed(Consumer<ModelProto.Builder> change) {
        ModelProto.Builder model = tiny();
        change.accept(model);
        return model.build().toByteArray();
    }

    private static void assertRefused(byte[] model, String message) {
        assertThatExceptionOfType(UnsafeGraphException.class)
                .isThrownBy(() -> GraphCheck.check(model))
                .withMessageContaining(message);
    }

    private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }

    private static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute = attribute(name, AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    private static AttributeProto number(String name, long value) {
        return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static NodeProto node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private static TensorProto longs(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        return tensor.build();
    }

    private static TensorProto scalar(String name, long value) {
        return longs(name, value).toBuilder().clearDims().build();
    }

    private static TensorProto floats(String name, int... dims) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        int n = 1;
        for (int size : dims) {
            tensor.addDims(size);
            n *= size;
        }
        for (int i = 0; i < n; i++) {
            tensor.addFloatData(1);
        }
        return tensor.build();
    }

    private static TensorProto external() {
        return TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(4)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"))
                .build();
    }

    @Test
    void shouldAllowTheProjectsModels() throws Exception {
        GraphCheck.check(tiny().build().toByteArray());
        List<Path> models;
        try (Stream<Path> files = Files.list(Path.of("../models"))) {
            models = files.filter(file -> file.toString().endsWith(".onnx")).toList();
        }
        assertThat(models).isNotEmpty();
        for (Path model : models) {
            GraphCheck.check(Files.readAllBytes(model));
        }
    }

    @Test
    void shouldAllowSizesThatExportersComputeFromShapes() throws Exception {
        // PyTorch's export of x.view(x.size(0), -1) and of an interpolation to twice the size.
        GraphCheck.check(changed(model -> model.getGraphBuilder()
                .addInitializer(scalar("zero", 0))
                .addInitializer(longs("rest", -1))
                .addInitializer(longs("first", 0))
                .addInitializer(longs("two", 2))
                .addInitializer(longs("four", 4))
                .addInitializer(longs("axes", 0))
                .addInitializer(longs("none"))
                .addNode(node("Shape", "s", List.of("pixels")))
                .addNode(node("Gather", "n", List.of("s", "zero"), number("axis", 0)))
                .addNode(node("Unsqueeze", "n1", List.of("n", "axes")))
                .addNode(node("Concat", "to", List.of("n1", "rest"), number("axis", 0)))
                .addNode(node("Reshape", "flat", List.of("pixels", "to")))
                .addNode(node("Slice", "hw", List.of("s", "two", "four", "axes")))
                .addNode(node("Mul", "hw2", List.of("hw", "two")))
                .addNode(node("Slice", "nc", List.of("s", "first", "two", "axes")))
                .addNode(node("Concat", "sizes", List.of("nc", "hw2"), number("axis", 0)))
                .addNode(node("Resize", "larger", List.of("pixels", "", "", "sizes")))));
    }

    static Stream<Arguments> unwanted() {
        return Stream.of(
                of("external data", m -> m.getGraphBuilder().addInitializer(external())),
                of("external data", m -> m.getGraphBuilder()
                        .addInitializer(external().toBuilder().clearExternalData())),
                of("external data", m -> m.getGraphBuilder()
                        .addInitializer(external().toBuilder().clearDataLocation())),
                of("external data", m -> m.getGraphBuilder()
                        .addNode(node(
                                "Constant",
                                "w",
                                List.of(),
                                attribute("value", AttributeProto.AttributeType.TENSOR)
                                        .setT(external())
                                        .build()))),
                of("an attribute of a kind", m -> m.getGraphBuilder()
                        .addNode(node(
                                "Constant",
                                "w",
                                List.of(),
                                attribute("sparse_value", AttributeProto.AttributeType.SPARSE_TENSOR)
                                        .setSparseTensor(
                                                SparseTensorProto.newBuilder().setValues(external()))
                                        .build()))),
                of("an attribute of a kind", m -> m.getGraphBuilder()
                        .addNode(node(
                                "Constant",
                                "w",
                                List.of(),
                                attribute("values", AttributeProto.AttributeType.TENSORS)
                                        .addTensors(external())
                                        .build()))),
                of("sparse tensors", m -> m.getGraphBuilder()
                        .addSparseInitializer(SparseTensorProto.newBuilder().setValues(external()))),
                of(
                        "training information",
                        m -> m.addTrainingInfo(TrainingInfoProto.newBuilder()
                                .setInitialization(GraphProto.newBuilder().addInitializer(external())))),
                of("functions", m -> m.addFunctions(FunctionProto.newBuilder().setName("f"))),
                of("a graph within a graph", m -> m.getGraphBuilder().addNode(subgraph("If", "then_branch"))),
                of("a graph within a graph", m -> m.getGraphBuilder().addNode(subgraph("Loop", "body"))),
                of("a graph within a graph", m -> m.getGraphBuilder().addNode(subgraph("Scan", "body"))),
                of("a graph within a graph", m -> m.getGraphBuilder()
                        .addNode(node(
                                "Loop",
                                "w",
                                List.of(),
                                attribute("bodies", AttributeProto.AttributeType.GRAPHS)
                                        .addGraphs(GraphProto.newBuilder())
                                        .build()))),
                of("operator Loop", m -> m.getGraphBuilder().addNode(node("Loop", "w", List.of("pixels")))),
                of("operator RandomNormal", m -> m.getGraphBuilder().addNode(node("RandomNormal", "w", List.of()))),
                of("operator NonZero", m -> m.getGraphBuilder().addNode(node("NonZero", "w", List.of("pixels")))),
                of("another domain", m -> m.getGraphBuilder()
                        .addNode(
                                node("Relu", "w", List.of("pixels")).toBuilder().setDomain("com.example"))),
                of("no earlier operator", m -> m.getGraphBuilder().addNode(node("Relu", "w", List.of("later")))),
                of("a name that is taken", m -> m.getGraphBuilder().addNode(node("Relu", "pixels", List.of("pixels")))),
                of(
                        "two tensors of one name",
                        m -> m.getGraphBuilder().addInitializer(longs("w", 1)).addInitializer(longs("w", 2))),
                of("as much data as its shape says", m -> m.getGraphBuilder()
                        .addInitializer(longs("w", 1).toBuilder().setDims(0, HUGE))),
                of("as much data as its shape says", m -> m.getGraphBuilder()
                        .addInitializer(longs("w", 1).toBuilder()
                                .setDims(0, Long.MAX_VALUE)
                                .addDims(Long.MAX_VALUE))));
    }

    private static NodeProto subgraph(String operator, String attribute) {
        return node(
                operator,
                "w",
                List.of(),
                attribute(attribute, AttributeProto.AttributeType.GRAPH)
                        .setG(GraphProto.newBuilder().addInitializer(external()))
                        .build());
    }

    private static Arguments of(String message, Consumer<ModelProto.Builder> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("unwanted")
    void shouldRefuseElementsThatNoModelNeeds(String message, Consumer<ModelProto.Builder> change) {
        assertRefused(changed(change), message);
    }

    static Stream<Arguments> bombs() {
        return Stream.of(
                bomb("ConstantOfShape", graph -> graph.addInitializer(longs("n", 1 << 15, 1 << 15, 1 << 15))
                        .addNode(node("ConstantOfShape", "w", List.of("n")))),
                bomb("Expand", graph -> graph.addInitializer(longs("n", HUGE, 1, 1, 1))
                        .addNode(node("Expand", "w", List.of("pixels", "n")))),
                bomb("Tile", graph -> graph.addInitializer(longs("n", 1, HUGE, 1, 1))
                        .addNode(node("Tile", "w", List.of("pixels", "n")))),
                bomb("Range", graph -> graph.addInitializer(scalar("a", 0))
                        .addInitializer(scalar("b", HUGE))
                        .addInitializer(scalar("c", 1))
                        .addNode(node("Range", "w", List.of("a", "b", "c")))),
                bomb("Pad", graph -> graph.addInitializer(longs("n", 0, 0, HUGE, 0, 0, 0, 0, 0))
                        .addNode(node("Pad", "w", List.of("pixels", "n")))),
                bomb("Resize", graph -> graph.addInitializer(longs("n", 1, 1, HUGE, 8))
                        .addNode(node("Resize", "w", List.of("pixels", "", "", "n")))),
                bomb("OneHot", graph -> graph.addInitializer(scalar("n", HUGE))
                        .addInitializer(floats("v", 2))
                        .addNode(node("OneHot", "w", List.of("pixels", "n", "v")))),
                bomb("Conv", graph -> graph.addInitializer(floats("k", 1, 1, 1, 1))
                        .addNode(node("Conv", "w", List.of("pixels", "k"), ints("pads", HUGE, 8, 8, 8)))),
                bomb(
                        "MaxPool",
                        graph -> graph.addNode(node(
                                "MaxPool",
                                "w",
                                List.of("pixels"),
                                ints("kernel_shape", 1, 1),
                                ints("pads", 0, HUGE, 0, 0)))),
                bomb("ConvTranspose", graph -> graph.addInitializer(floats("k", 1, 1, 2, 2))
                        .addNode(node("ConvTranspose", "w", List.of("pixels", "k"), ints("strides", HUGE, HUGE)))),
                bomb("MatMul", graph -> graph.addInitializer(floats("k", 100_000, 1))
                        .addInitializer(floats("l", 1, 100_000))
                        .addNode(node("MatMul", "w", List.of("k", "l")))),
                bomb("Gemm", graph -> graph.addInitializer(floats("k", 100_000, 1))
                        .addNode(node("Gemm", "w", List.of("k", "k"), number("transB", 1)))),
                bomb("Add", graph -> graph.addInitializer(floats("k", 100_000, 1))
                        .addInitializer(floats("l", 100_000))
                        .addNode(node("Add", "w", List.of("k", "l")))),
                bomb("Gather", graph -> graph.addInitializer(floats("k", 2, 100_000))
                        .addInitializer(longs("n", new long[4000]))
                        .addNode(node("Gather", "w", List.of("k", "n")))),
                bomb("Concat", GraphCheckTest::doubled),
                bomb("Relu", GraphCheckTest::manyOfSomeSize),
                bomb("ConstantOfShape", GraphCheckTest::powersOfTheBatch),
                bomb("MatMul", GraphCheckTest::endlessWork));
    }

    private static Arguments bomb(String operator, Consumer<GraphProto.Builder> change) {
        return Arguments.of(operator, change);
    }

    private static void doubled(GraphProto.Builder graph) {
        String last = "pixels";
        for (int i = 0; i < 40; i++) {
            graph.addNode(node("Concat", "w" + i, List.of(last, last), number("axis", 1)));
            last = "w" + i;
        }
    }

    private static void manyOfSomeSize(GraphProto.Builder graph) {
        graph.addInitializer(longs("n", 1, 1 << 25)).addNode(node("ConstantOfShape", "w", List.of("n")));
        for (int i = 0; i < 20; i++) {
            graph.addNode(node("Relu", "w" + i, List.of("w")));
        }
    }

    /** Harmless for one image but not for 64. */
    private static void powersOfTheBatch(GraphProto.Builder graph) {
        graph.addInitializer(longs("zero", 0)).addNode(node("Shape", "s", List.of("pixels")));
        graph.addNode(node("Gather", "n", List.of("s", "zero")));
        graph.addNode(node("Concat", "power", List.of("n", "n", "n", "n", "n", "n", "n", "n"), number("axis", 0)));
        graph.addNode(node("ConstantOfShape", "w", List.of("power")));
    }

    private static void endlessWork(GraphProto.Builder graph) {
        graph.addInitializer(longs("n", 8000, 8000)).addNode(node("ConstantOfShape", "w", List.of("n")));
        for (int i = 0; i < 7; i++) {
            graph.addNode(node("MatMul", "w" + i, List.of("w", "w")));
        }
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("bombs")
    void shouldRefuseExcessiveAllocationsAndWork(String operator, Consumer<GraphProto.Builder> change) {
        assertRefused(changed(model -> change.accept(model.getGraphBuilder())), "operator " + operator);
    }

    @Test
    void shouldRefuseSizesThatDependOnTheImage() {
        byte[] model = changed(m -> m.getGraphBuilder()
                .addNode(node("ReduceMax", "m", List.of("pixels"), number("keepdims", 0)))
                .addNode(node("Cast", "i", List.of("m"), number("to", TensorProto.DataType.INT64.getNumber())))
                .addInitializer(longs("one", 1))
                .addNode(node("Reshape", "n", List.of("i", "one")))
                .addNode(node("ConstantOfShape", "w", List.of("n"))));
        assertRefused(model, "operator ConstantOfShape: the size of its result depends on the image");
    }

    @Test
    void shouldRefuseAnExcessiveInput() {
        byte[] model = TinyModels.valid(30_000, 30_000, 3, List.of("a", "b"), List.of("c"))
                .build()
                .toByteArray();
        assertRefused(model, "an input: too large");
    }

    @Test
    void shouldRefuseExcessiveDataOtherThanTensors() {
        byte[] model = changed(m -> m.setDocString("x".repeat(17 << 20)));
        assertRefused(model, "other than tensor data");
    }

    /**
     * Encodings that a lax parser reads differently from protobuf, appended to a tensor. They would make the tensor
     * external.
     */
    @Test
    void shouldRefuseAmbiguousEncodings() throws Exception {
        byte[] plain = longs("w", 1).toByteArray();
        // Field 14 (data_location), varint: 2^32 + 1, which protobuf truncates to 1.
        assertRefused(withTensor(plain, 0x70, 0x81, 0x80, 0x80, 0x80, 0x10), "external data");
        // The tag of field 14 with bits beyond 32, which protobuf truncates.
        assertRefused(withTensor(plain, 0xF0, 0x80, 0x80, 0x80, 0x10, 0x01), "valid number");
        // Field 9 (raw_data) twice: the last counts.
        assertRefused(withTensor(plain, 0x4A, 0x01, 0x00, 0x4A, 0x00), "twice");
        // Field 14 as four bytes.
        assertRefused(withTensor(plain, 0x75, 1, 0, 0, 0), "wire type");
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(tiny().build().toByteArray());
        twice.write(ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder().addNode(subgraph("Loop", "body")))
                .build()
                .toByteArray());
        assertRefused(twice.toByteArray(), "twice");
    }

    private static byte[] withTensor(byte[] tensor, int... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(tensor);
        for (int b : more) {
            out.write(b);
        }
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        graph.write(0x2A); // Field 5 of GraphProto.
        graph.write(out.size());
        graph.writeBytes(out.toByteArray());
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        model.write(0x3A); // Field 7 of ModelProto.
        model.write(graph.size());
        model.writeBytes(graph.toByteArray());
        return model.toByteArray();
    }

    @Test
    void shouldRefuseArbitraryBytesWithoutFailing() {
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            assertThatExceptionOfType(UnsafeGraphException.class).isThrownBy(() -> GraphCheck.check(bytes));
        }
    }

    /** A model with some modified bytes is allowed or refused, and nothing else happens. */
    @Test
    void shouldAllowOrRefuseModifiedModelsWithoutFailing() {
        byte[] model = tiny().build().toByteArray();
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = model.clone();
            for (int k = 0; k <= random.nextInt(4); k++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                GraphCheck.check(bytes);
            } catch (UnsafeGraphException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
