package org.robustdx.trainer.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.robustdx.inference.model.InvalidModelException;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.StringStringEntryProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.trainer.nn.Layers;
import org.robustdx.trainer.nn.Layout;
import org.robustdx.trainer.nn.Parameters;
import org.robustdx.trainer.nn.Results;

class ImportedGraphTest {
    private static TestGraph images() {
        return new TestGraph(13, -1, 3, 8, 8);
    }

    private static ImportedTensors add(byte[] file, Parameters parameters) throws ImportException {
        Layers layers = new Layers(Layers.newGraph(), parameters, Layout.NCHW);
        SDVariable x = layers.sd().placeHolder("x", DataType.FLOAT, -1, 3, 8, 8);
        return ImportedGraph.read(file).addTo(layers, Map.of("x", x), List.of("y"));
    }

    @Test
    void namesEveryMissingOperatorWithItsFirstPlace() {
        byte[] file = images().node("Elu", "x", "a")
                .node("Elu", "a", "b")
                .node("Softsign", "b", "y")
                .build();

        assertThatThrownBy(() -> add(file, new Parameters(0)))
                .isInstanceOf(ImportException.class)
                .hasMessageStartingWith(
                        "operator Elu at the Elu (output a); operator Softsign at the Softsign (output y): not"
                                + " supported (expected: Add, AveragePool, ")
                .hasMessageContaining("Transpose");
    }

    @Test
    void refusesQuantisedNetworksByName() {
        byte[] file = images().weights("s")
                .node("QuantizeLinear", "x s", "q")
                .node("DequantizeLinear", "q s", "y")
                .build();

        assertThatThrownBy(() -> add(file, new Parameters(0)))
                .isInstanceOf(ImportException.class)
                .hasMessage("operator QuantizeLinear at the QuantizeLinear (output q): quantised networks have no"
                        + " gradients (expected: the network before quantisation, in float32)");
    }

    @Test
    void namesThePlaceOfAnAttributeThatIsNotSupported() {
        byte[] file = images().node(
                        "MaxPool", "x", "y", "kernel_shape", new long[] {2, 2}, "dilations", new long[] {2, 2})
                .build();

        assertThatThrownBy(() -> add(file, new Parameters(0)))
                .isInstanceOf(ImportException.class)
                .hasMessage("operator MaxPool at the MaxPool (output y): dilations 2x2 (expected: none)");
    }

    @Test
    void namesThePlaceOfAWrongNumberOfInputs() {
        byte[] file = images().node("Add", "x x x", "y").build();

        assertThatThrownBy(() -> add(file, new Parameters(0)))
                .isInstanceOf(ImportException.class)
                .hasMessage("operator Add at the Add (output y): 3 inputs (expected: 2 to 2)");
    }

    @Test
    void refusesOtherOperatorSets() {
        assertThatThrownBy(() -> ImportedGraph.read(
                        new TestGraph(8, -1, 3).node("Relu", "x", "y").build()))
                .isInstanceOf(ImportException.class)
                .hasMessage("operator set: 8 (expected: 9 to 21)");
        assertThatThrownBy(() -> ImportedGraph.read(
                        new TestGraph(22, -1, 3).node("Relu", "x", "y").build()))
                .isInstanceOf(ImportException.class)
                .hasMessage("operator set: 22 (expected: 9 to 21)");
    }

    @Test
    void refusesAWeightThatTheImageDecides() {
        byte[] file = new TestGraph(13, 1, 3, 3, 3).node("Conv", "x x", "y").build();

        assertThatThrownBy(() -> {
                    Layers layers = new Layers(Layers.newGraph(), new Parameters(0), Layout.NCHW);
                    SDVariable x = layers.sd().placeHolder("x", DataType.FLOAT, -1, 3, 3, 3);
                    ImportedGraph.read(file).addTo(layers, Map.of("x", x), List.of("y"));
                })
                .isInstanceOf(ImportException.class)
                .hasMessage(
                        "operator Conv at the Conv (output y): input 1 depends on the image (expected: a constant)");
    }

    @Test
    void refusesATensorThatNothingComputes() {
        byte[] file = images().node("Relu", "x", "y").build();
        Layers layers = new Layers(Layers.newGraph(), new Parameters(0), Layout.NCHW);

        assertThatThrownBy(() -> ImportedGraph.read(file).addTo(layers, Map.of(), List.of("y")))
                .isInstanceOf(ImportException.class)
                .hasMessage("tensor x: nothing computes it (expected: a tensor after [])");
    }

    @Test
    void opensAFixedBatch() throws Exception {
        byte[] file = new TestGraph(13, 1, 3, 8, 8)
                .weights("w", 192, 2)
                .integers("s", 1, -1)
                .node("Relu", "x", "r")
                .node("Reshape", "r s", "f")
                .node("MatMul", "f w", "y")
                .build();
        INDArray two = Nd4j.rand(DataType.FLOAT, 2, 3, 8, 8);

        ImportedTensors.Result y = add(file, new Parameters(0)).get("y");
        Map<String, INDArray> outputs = y.plain()
                .getSameDiff()
                .output(Map.of("x", two), List.of(y.plain().name()));
        float[] together =
                Results.get(outputs, y.plain().name()).dup('c').data().asFloat();

        assertThat(ImportedGraph.read(file).inputs().get(0).dims()).containsExactly(-1, 3, 8, 8);
        try (ForeignSession session = ForeignSession.open(file, Duration.ofMinutes(1))) {
            for (int i = 0; i < 2; i++) {
                float[] image = two.slice(i).dup('c').data().asFloat();
                float[] alone = session.run("x", image, new long[] {1, 3, 8, 8}, "y");
                assertThat(new float[] {together[2 * i], together[2 * i + 1]}).containsExactly(alone, within(1e-5f));
            }
        }
    }

    @Test
    void weightsAreParametersOnceHoweverOftenTheGraphIsAdded() throws Exception {
        byte[] file = images().weights("w::1", 2, 3, 3, 3)
                .weights("b", 2)
                .node("Conv", "x w::1 b", "y")
                .build();
        Parameters parameters = new Parameters(0);
        Layers layers = new Layers(Layers.newGraph(), parameters, Layout.NHWC);
        SDVariable x = layers.sd().placeHolder("x", DataType.FLOAT, -1, 3, 8, 8);
        ImportedGraph graph = ImportedGraph.read(file);

        graph.addTo(layers, Map.of("x", x), List.of("y"));
        graph.addTo(layers, Map.of("x", x.mul(2)), List.of("y"));

        assertThat(parameters.arrays().keySet()).isEqualTo(Set.of("w..1.kernel", "b.bias"));
        assertThat(Results.get(parameters.arrays(), "w..1.kernel").shape()).containsExactly(3, 3, 3, 2);
    }

    @Test
    void startsAtATensorInsideTheFile() throws Exception {
        byte[] file =
                images().node("Neg", "x", "pixels").node("Relu", "pixels", "y").build();
        Layers layers = new Layers(Layers.newGraph(), new Parameters(0), Layout.NCHW);
        SDVariable pixels = layers.sd().constant(Nd4j.ones(DataType.FLOAT, 1, 3, 8, 8));

        ImportedTensors tensors = ImportedGraph.read(file).addTo(layers, Map.of("pixels", pixels), List.of("y"));

        assertThat(tensors.get("y").plain().eval().sumNumber().intValue()).isEqualTo(192);
    }

    @Test
    void refusesUnsafeFilesBeforeAnythingOpensThem() {
        GraphProto body = GraphProto.newBuilder().setName("body").build();
        Map<String, byte[]> files = Map.of(
                "Loop", images().node("Loop", "- -", "y", "body", body).build(),
                "Scan", images().node("Scan", "x", "y", "body", body).build(),
                "If", images().node("If", "x", "y", "then_branch", body).build(),
                "another domain",
                        images().domain("com.example").node("Custom", "x", "y").build(),
                "absurd",
                        images().integers("s", 1L << 20, 1L << 20)
                                .node("ConstantOfShape", "s", "y")
                                .build(),
                "external", external());

        files.forEach((name, file) -> {
            assertThatThrownBy(() -> ImportedGraph.read(file)).as(name).isInstanceOf(ImportException.class);
            assertThatThrownBy(() -> ForeignSession.open(file, Duration.ofMinutes(1)))
                    .as(name)
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageNotContaining("\n");
        });
    }

    private static byte[] external() {
        ModelProto.Builder model = images().weights("w", 2, 3, 3, 3).node("Conv", "x w", "y").model().toBuilder();
        model.getGraphBuilder()
                .getInitializerBuilder(0)
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd"));
        return model.build().toByteArray();
    }

    @Test
    void aRunIsStoppedAtTheTimeLimit() throws Exception {
        TestGraph slow = new TestGraph(13, -1, 64, 64, 64);
        slow.weights("w", 64, 64, 9, 9);
        String from = "x";
        for (int i = 0; i < 8; i++) {
            slow.node("Conv", from + " w", "c" + i, "pads", new long[] {4, 4, 4, 4});
            from = "c" + i;
        }
        slow.node("Relu", from, "y");
        int images = 8;
        float[] input = new float[images * 64 * 64 * 64];

        // A hundred thousand million multiplications take longer than a millisecond anywhere.
        try (ForeignSession session = ForeignSession.open(slow.build(), Duration.ofMinutes(5), Duration.ofMillis(1))) {
            assertThatThrownBy(() -> session.run("x", input, new long[] {images, 64, 64, 64}, "y"))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageStartingWith("a run failed, or took longer than 1 ms: ");
        }
    }
}
