package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.robustdx.inference.image.Fit;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.model.OnnxModel.Options;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.StringStringEntryProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.TensorProto.DataType;

class OnnxModelTest {
    private static final Options CPU = new Options(Device.CPU, 1);

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldAnswerAsWorkedOutByHand() throws Exception {
        try (OnnxModel model = open(m -> {})) {
            Raster bright = constant(4, 6, 3, 255);
            Raster dark = constant(4, 6, 3, 51); // 51 / 255 = 0.2
            List<Reading> readings = model.run(List.of(bright, dark));
            assertThat(readings.get(0).logits()).containsExactly(new float[] {5, -5}, within(1e-5f));
            assertThat(readings.get(1).logits()).containsExactly(new float[] {-3, 3}, within(1e-5f));
            // softmax(-3, 3) = 1 / (1 + e^6)
            assertThat(readings.get(1).probabilities())
                    .containsExactly(new float[] {0.002473f, 0.997527f}, within(1e-5f));
            assertThat(readings.get(1).scores()).containsExactly(new float[] {0.2f}, within(1e-6f));
            assertThat(readings.get(0).label()).isZero();
            assertThat(readings.get(1).label()).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepRowsColumnsAndChannelsInPlace() throws Exception {
        try (OnnxModel model = open(m -> {})) {
            byte[] pixels = new byte[4 * 6 * 3];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (3 * i);
            }
            Raster image = new Raster(6, 4, 3, pixels);
            assertThat(model.run(List.of(image, constant(4, 6, 3, 0))).get(0).denoised())
                    .isEqualTo(image);
            Outputs raw = model.runRaw(pixels, 1);
            // channel 1, row 2, column 3
            assertThat(raw.denoised()[0][(1 * 4 + 2) * 6 + 3]).isEqualTo(image.sample(2, 3, 1) / 255f, within(1e-6f));
        }
    }

    @Test
    void shouldAnswerInABatchAsWithoutOne() throws Exception {
        OnnxModel model = open(m -> {});
        try (model;
                BatchEngine.Batch batch = model.batch(3)) {
            for (int round = 0; round < 2; round++) {
                List<Raster> images = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    images.add(constant(4, 6, 3, 20 * i + 100 * round));
                    batch.put(i, images.get(i));
                }
                batch.run();
                List<Reading> readings = model.run(images);
                for (int i = 0; i < 3; i++) {
                    assertThat(batch.logits(i)).containsExactly(readings.get(i).logits());
                    assertThat(batch.probabilities(i))
                            .containsExactly(readings.get(i).probabilities());
                    assertThat(batch.scores(i)).containsExactly(readings.get(i).scores());
                    assertThat(batch.denoised(i)).isEqualTo(readings.get(i).denoised());
                }
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.put(0, constant(4, 4, 3, 0)))
                    .withMessageContaining("4x4x3 (expected: 4x6x3)");
            assertThatIllegalArgumentException().isThrownBy(() -> model.batch(0));
            model.close();
            assertThatIllegalStateException().isThrownBy(batch::run).withMessageContaining("is closed");
        }
    }

    @Test
    void shouldTakeBatchesOfAnySize() throws Exception {
        try (OnnxModel model = open(m -> {})) {
            for (int n : new int[] {3, 1, 17, 0, 2}) {
                List<Raster> images = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    images.add(constant(4, 6, 3, 10 * i));
                }
                List<Reading> readings = model.run(images);
                assertThat(readings).hasSize(n);
                for (int i = 0; i < n; i++) {
                    assertThat(readings.get(i).scores()[0]).isEqualTo(10 * i / 255f, within(1e-6f));
                }
            }
        }
    }

    @Test
    void shouldPrepareAnyImageForItsInput() throws Exception {
        try (OnnxModel model = open(m -> TinyModels.metadata(m, "fit", "pad"))) {
            assertThat(model.metadata().fit()).isEqualTo(Fit.PAD);
            // 8x8 gray into 4x6: shrunk to 4x4, a black column on each side
            Raster prepared = model.prepare(constant(8, 8, 1, 200));
            assertThat(prepared.shape()).isEqualTo("4x6x3");
            assertThat(prepared.sample(0, 0, 0)).isZero();
            assertThat(prepared.sample(0, 1, 2)).isEqualTo(200);
            assertThat(model.run(List.of(prepared))).hasSize(1);
        }
    }

    @Test
    void shouldSayWhatItIs() throws Exception {
        Path file = TinyModels.write(directory.resolve("lung.v2.onnx"), valid(), m -> {});
        try (OnnxModel model = OnnxModel.open(file, CPU)) {
            assertThat(model.name()).isEqualTo("lung.v2");
            assertThat(model.provider()).isEqualTo("CPU");
            assertThat(model.providerReason()).isEqualTo("cpu was asked for");
            assertThat(model.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
            assertThat(model.metadata().classes()).containsExactly("ill", "well");
            assertThat(model.metadata().properties()).containsEntry("producer", "none");
        }
    }

    @Test
    void shouldUseTheCpuWhereCudaIsNotInTheBuildAndSaySo() throws Exception {
        Assumptions.assumeFalse(Sessions.buildHasCuda(), "this build has CUDA");
        Path file = TinyModels.write(directory.resolve("m.onnx"), valid(), m -> {});
        try (OnnxModel model = OnnxModel.open(file, Options.ofDefaults())) {
            assertThat(model.provider()).isEqualTo("CPU");
            assertThat(model.providerReason()).contains("no CUDA");
        }
        assertThatExceptionOfType(DeviceUnavailableException.class)
                .isThrownBy(() -> OnnxModel.open(file, new Options(Device.CUDA, 0)))
                .withMessage("device cuda cannot be had: this build has no CUDA (build with -Pcuda)");
    }

    @Test
    void shouldRejectImagesOfAnotherSize() throws Exception {
        try (OnnxModel model = open(m -> {})) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.run(List.of(constant(6, 4, 1, 0))))
                    .withMessage("raster: 6x4x1 (expected: 4x6x3)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.runRaw(new byte[5], 1))
                    .withMessage("uint8Nhwc.length: 5 (expected: 72 for 1 images of 72 bytes)");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Options(Device.CPU, -1))
                .withMessage("intraOpThreads: -1 (expected: >= 0)");
    }

    @Test
    void shouldRefuseToRunOnceClosed() throws Exception {
        OnnxModel model = open(m -> {});
        model.close();
        model.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> model.run(List.of(constant(4, 6, 3, 0))))
                .withMessage("model tiny is closed");
    }

    @Test
    void shouldCloseUnderRunsWithoutACrash() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                OnnxModel model = open(m -> {});
                List<Raster> batch = List.of(constant(4, 6, 3, 255), constant(4, 6, 3, 0));
                List<Future<Integer>> runs = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    runs.add(pool.submit(() -> {
                        int done = 0;
                        while (true) {
                            try {
                                List<Reading> readings = model.run(batch);
                                if (readings.get(0).label() != 0
                                        || readings.get(1).label() != 1) {
                                    throw new AssertionError("answers of another run");
                                }
                                done++;
                            } catch (IllegalStateException e) {
                                return done;
                            }
                        }
                    }));
                }
                model.run(batch);
                model.close();
                for (Future<Integer> run : runs) {
                    assertThat(run.get()).isNotNegative();
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldWrapWhatTheRuntimeSaysOfAFailedRunAndGoOn() throws Exception {
        try (OnnxModel model = open(OnnxModelTest::failOnWhite)) {
            List<Raster> good = List.of(constant(4, 6, 3, 100), constant(4, 6, 3, 0));
            List<Raster> bad = List.of(constant(4, 6, 3, 0), constant(4, 6, 3, 255));
            for (int i = 0; i < 50; i++) {
                assertThatExceptionOfType(InferenceException.class)
                        .isThrownBy(() -> model.run(bad))
                        .withMessageStartingWith("model tiny failed on a batch of 2: ");
            }
            assertThat(model.run(good)).hasSize(2);
        }
    }

    /** As good models on a blank image; on any other, one of their outputs is none. */
    @ParameterizedTest
    @ValueSource(strings = {"logits", "probabilities", "denoised", "scores"})
    void shouldRefuseAModelThatAnswersToMostImagesWithNoNumbers(String output) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> open(model -> replace(model, output, OnnxModelTest::rootOfNegative)))
                .withMessageStartingWith("tiny.onnx: output " + output + "[0]: NaN (expected: a finite number)");
    }

    @Test
    void shouldRefuseAModelWhoseProbabilitiesAreNone() {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> open(model -> replace(
                        model,
                        "probabilities",
                        (graph, from, to) ->
                                graph.addNode(TinyModels.node("Mul", from, to).addInput("scale")))))
                .withMessageMatching("tiny.onnx: output probabilities\\[[01]]: [0-9.]+ \\(expected: 0 to 1\\)");
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> open(model -> replace(
                        model,
                        "probabilities",
                        (graph, from, to) ->
                                graph.addNode(TinyModels.node("Div", from, to).addInput("scale")))))
                .withMessageContaining("output probabilities: a sum of 0.0039");
    }

    @Test
    void shouldThrowWhereAnAnswerIsNotFiniteRatherThanReturnIt() throws Exception {
        // 1 / (1 - m): infinite for a white image alone.
        try (OnnxModel model = open(m -> replace(
                m, "scores", (graph, from, to) -> graph.addInitializer(TinyModels.tensor("one", new float[] {1}))
                        .addNode(TinyModels.node("Sub", "one", "darkness").addInput(from))
                        .addNode(TinyModels.node("Div", "one", to).addInput("darkness"))))) {
            byte[] images = new byte[2 * 4 * 6 * 3];
            assertThat(model.runRaw(images, 2).scores()[1]).containsExactly(1);
            Arrays.fill(images, images.length / 2, images.length, (byte) 255);
            assertThatExceptionOfType(InvalidOutputException.class)
                    .isThrownBy(() -> model.runRaw(images, 2))
                    .withMessage("output scores[0]: Infinity (expected: a finite number)");
        }
    }

    private interface Ending {
        void add(GraphProto.Builder graph, String from, String to);
    }

    /** Has an output come of what it was before, by more nodes. */
    private static void replace(ModelProto.Builder model, String output, Ending ending) {
        GraphProto.Builder graph = model.getGraphBuilder();
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (int i = 0; i < node.getOutputCount(); i++) {
                if (node.getOutput(i).equals(output)) {
                    node.setOutput(i, "before").setName("before");
                }
            }
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(output)) {
                    node.setInput(i, "before");
                }
            }
        }
        ending.add(graph, "before", output);
    }

    /** Adds the root of -m, which is 0 for a blank image and no number for any other. */
    private static void rootOfNegative(GraphProto.Builder graph, String from, String to) {
        graph.addInitializer(TinyModels.tensor("none", new float[] {0}))
                .addNode(TinyModels.node("ReduceMax", "pixels", "largest")
                        .addAttribute(TinyModels.integer("keepdims", 0)))
                .addNode(TinyModels.node("Sub", "none", "negative").addInput("largest"))
                .addNode(TinyModels.node("Sqrt", "negative", "root"))
                .addNode(TinyModels.node("Add", from, to).addInput("root"));
    }

    @Test
    void shouldRefuseAGraphThatIsNotSafeBeforeASessionIsOpened() throws Exception {
        // The file beside it would do: the runtime, if asked, reads it.
        Files.write(directory.resolve("weights.bin"), new byte[4]);
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> open(model -> {
                    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
                        if (tensor.getName().equals("scale")) {
                            tensor.clearFloatData()
                                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                    .addExternalData(StringStringEntryProto.newBuilder()
                                            .setKey("location")
                                            .setValue("weights.bin"));
                        }
                    }
                }))
                .withMessage("tiny.onnx: a tensor's external data: its numbers are in another file"
                        + " (expected: all numbers in this file)");
    }

    /** Looks up a table of one entry by the brightest sample, so that white lies outside of it. */
    private static void failOnWhite(ModelProto.Builder model) {
        var graph = model.getGraphBuilder();
        graph.addInitializer(TinyModels.tensor("table", new float[1], 1));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOpType().equals("Flatten")) {
                graph.setNode(i, TinyModels.node("Flatten", "pooled", "flat"));
                graph.addNode(
                        i + 1,
                        TinyModels.node("ReduceMax", "pixels", "brightest")
                                .addAttribute(TinyModels.integer("keepdims", 0)));
                graph.addNode(
                        i + 2,
                        TinyModels.node("Cast", "brightest", "index")
                                .addAttribute(TinyModels.integer("to", DataType.INT64.getNumber())));
                graph.addNode(i + 3, TinyModels.node("Gather", "table", "zero").addInput("index"));
                graph.addNode(i + 4, TinyModels.node("Add", "flat", "features").addInput("zero"));
                break;
            }
        }
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                breach("input image is missing (found: [picture])", m -> {
                    m.getGraphBuilder().getInputBuilder(0).setName("picture");
                    m.getGraphBuilder().getNodeBuilder(0).setInput(0, "picture");
                }),
                breach("input image: type FLOAT (expected: UINT8)", m -> m.getGraphBuilder()
                        .setInput(0, TinyModels.value("image", DataType.FLOAT, -1, 4, 6, 3))),
                breach("input image: batch dimension fixed at 1 (expected: dynamic)", m -> m.getGraphBuilder()
                        .setInput(0, TinyModels.value("image", DataType.UINT8, 1, 4, 6, 3))),
                breach("input image: shape [-1, -1, 6, 3] (expected: fixed height and width)", m -> m.getGraphBuilder()
                        .setInput(0, TinyModels.value("image", DataType.UINT8, -1, -1, 6, 3))),
                breach("input image: dynamic channels (expected: 1 or 3)", m -> m.getGraphBuilder()
                        .setInput(0, TinyModels.value("image", DataType.UINT8, -1, 4, 6, -1))),
                breach("output scores is missing (found: [logits, probabilities, denoised])", m -> m.getGraphBuilder()
                        .removeOutput(3)),
                breach("metadata task is missing", m -> TinyModels.removeMetadata(m, "task")),
                breach("metadata metrics is missing", m -> TinyModels.removeMetadata(m, "metrics")),
                breach("metadata task is blank", m -> TinyModels.metadata(m, "task", " ")),
                breach(
                        "metadata classes: [\"one\"] (expected: a JSON array of at least 2 strings)",
                        m -> TinyModels.metadata(m, "classes", "[\"one\"]")),
                breach(
                        "metadata classes: [\"a\",\"a\"] (expected: no string twice)",
                        m -> TinyModels.metadata(m, "classes", "[\"a\",\"a\"]")),
                breach("metadata classes is not JSON: ", m -> TinyModels.metadata(m, "classes", "a, b")),
                breach(
                        "output logits: shape [-1, 2] (expected: [N, 3], the number of classes)",
                        m -> TinyModels.metadata(m, "classes", "[\"a\",\"b\",\"c\"]")),
                breach(
                        "metadata input_shape: [6,4,3] (expected: that of input image, [4, 6, 3])",
                        m -> TinyModels.metadata(m, "input_shape", "[6,4,3]")),
                breach(
                        "metadata input_shape: [4,6,2] (expected: [H,W,C] with",
                        m -> TinyModels.metadata(m, "input_shape", "[4,6,2]")),
                breach(
                        "metadata fit: turn (expected: crop, pad or stretch)",
                        m -> TinyModels.metadata(m, "fit", "turn")),
                breach(
                        "metadata calibration.detectors.extra.quantiles: missing (expected: an array of pairs)",
                        m -> TinyModels.metadata(m, "detectors", "[\"brightness\",\"extra\"]")),
                breach("output scores: shape [-1, 1] (expected: [N, 2], the number of detectors)", m -> {
                    TinyModels.metadata(m, "detectors", "[\"a\",\"b\"]");
                    String curve = TinyModels.CALIBRATION_QUANTILES;
                    TinyModels.metadata(
                            m, "calibration", "{\"n\":9,\"detectors\":{\"a\":" + curve + ",\"b\":" + curve + "}}");
                }),
                breach("metadata calibration is not JSON: ", m -> TinyModels.metadata(m, "calibration", "{")),
                breach(
                        "metadata calibration.n: 0 (expected: an integer > 0)",
                        m -> TinyModels.metadata(m, "calibration", "{\"n\":0,\"detectors\":{}}")));
    }

    private static Arguments breach(String message, Consumer<ModelProto.Builder> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void shouldNameEachBreachOfTheContract(String message, Consumer<ModelProto.Builder> change) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> open(change))
                .withMessageStartingWith("tiny.onnx: " + message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void shouldFindALieAboutTheOutputByRunning() {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> open(m -> {
                    // Declared without a width, so only a run shows it.
                    m.getGraphBuilder().setOutput(0, TinyModels.value("logits", DataType.FLOAT, -1, -1));
                    TinyModels.metadata(m, "classes", "[\"a\",\"b\",\"c\"]");
                }))
                .withMessageStartingWith("tiny.onnx: output ");
    }

    @Test
    void shouldSayWhatIsWrongWithTheFile() throws IOException {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> OnnxModel.open(directory.resolve("none.onnx"), CPU))
                .withMessage("none.onnx: no such file");
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> OnnxModel.open(directory, CPU))
                .withMessageContaining(": cannot be read: ");
        Path text = Files.writeString(directory.resolve("text.onnx"), "no model", StandardCharsets.UTF_8);
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> OnnxModel.open(text, CPU))
                .withMessageStartingWith("text.onnx: is not an ONNX model that can be run: ");
        Path empty = Files.createFile(directory.resolve("empty.onnx"));
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> OnnxModel.open(empty, CPU));
        byte[] valid = valid().build().toByteArray();
        Path half = Files.write(directory.resolve("half.onnx"), Arrays.copyOf(valid, valid.length / 2));
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> OnnxModel.open(half, CPU));
    }

    private OnnxModel open(Consumer<ModelProto.Builder> change) throws Exception {
        return OnnxModel.open(TinyModels.write(directory.resolve("tiny.onnx"), valid(), change), CPU);
    }

    private static ModelProto.Builder valid() {
        return TinyModels.valid(4, 6, 3, List.of("ill", "well"), List.of("brightness"));
    }

    private static Raster constant(int height, int width, int channels, int value) {
        byte[] pixels = new byte[height * width * channels];
        Arrays.fill(pixels, (byte) value);
        return new Raster(width, height, channels, pixels);
    }
}
