package org.robustdx.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.TensorShapeProto.Dimension;
import org.robustdx.onnx.ValueInfoProto;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.detect.Detector;
import org.robustdx.trainer.detect.Detectors;
import org.robustdx.trainer.model.ServedGraph;

class OnnxExporterTest {
    private static final List<Detector> DETECTORS = TinyModels.detectors();

    private static ServedGraph served(int channels) {
        return new ServedGraph(TinyModels.model(channels, 3, DataType.FLOAT), DETECTORS);
    }

    private static ModelProto export(int channels) {
        return OnnxExporter.export(served(channels), "1.2.3", Map.of("task", "phantom"));
    }

    @Test
    void fileIsOfOpset17AndIrVersion8WithoutCustomOperators() {
        ModelProto model = export(3);

        assertThat(model.getIrVersion()).isEqualTo(8);
        assertThat(model.getOpsetImportList()).hasSize(1);
        assertThat(model.getOpsetImport(0).getDomain()).isEmpty();
        assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(model.getGraph().getNodeList())
                .allSatisfy(node -> assertThat(node.getDomain()).isEmpty());
        assertThat(model.getFunctionsCount()).isZero();
        assertThat(model.getProducerName()).isEqualTo("robustdx");
        assertThat(model.getProducerVersion()).isEqualTo("1.2.3");
        assertThat(model.getMetadataPropsList()).singleElement().satisfies(entry -> {
            assertThat(entry.getKey()).isEqualTo("task");
            assertThat(entry.getValue()).isEqualTo("phantom");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void inputAndOutputsHaveTheNamesTypesAndShapesOfTheContract(int channels) {
        ModelProto model = export(channels);
        String images = "[N, " + channels + ", 32, 32]";

        assertThat(model.getGraph().getInputList().stream().map(OnnxExporterTest::describe))
                .containsExactly("image uint8 [N, 32, 32, " + channels + "]");
        assertThat(model.getGraph().getOutputList().stream().map(OnnxExporterTest::describe))
                .containsExactly(
                        "logits float [N, 3]",
                        "probabilities float [N, 3]",
                        "denoised float " + images,
                        "scores float [N, " + DETECTORS.size() + "]");
        assertThat(model.getGraph().getValueInfoList().stream().map(OnnxExporterTest::describe))
                .containsExactly("pixels float " + images);
    }

    @Test
    void pixelsFollowDirectlyAfterCastTransposeAndDivision() {
        List<NodeProto> nodes = export(3).getGraph().getNodeList();

        assertThat(nodes.subList(0, 3).stream().map(NodeProto::getOpType)).containsExactly("Cast", "Transpose", "Div");
        assertThat(nodes.get(0).getInput(0)).isEqualTo("image");
        assertThat(nodes.get(1).getInput(0)).isEqualTo(nodes.get(0).getOutput(0));
        assertThat(nodes.get(2).getInput(0)).isEqualTo(nodes.get(1).getOutput(0));
        assertThat(nodes.get(2).getOutput(0)).isEqualTo("pixels");
        // An external attack feeds pixels, so no later node may use an earlier tensor.
        Set<String> before =
                Set.of("image", nodes.get(0).getOutput(0), nodes.get(1).getOutput(0));
        assertThat(nodes.subList(3, nodes.size()))
                .noneMatch(node -> node.getInputList().stream().anyMatch(before::contains));
    }

    @Test
    void everyNodeHasItsInputsAndEveryConstantIsUsed() {
        ModelProto model = export(3);
        Set<String> known = new HashSet<>(Set.of("image"));
        Set<String> constants = new HashSet<>();
        model.getGraph().getInitializerList().forEach(constant -> constants.add(constant.getName()));
        known.addAll(constants);
        Set<String> read = new HashSet<>(ServedGraph.OUTPUTS);
        for (NodeProto node : model.getGraph().getNodeList()) {
            assertThat(known).as(node.getName()).containsAll(node.getInputList());
            assertThat(known).doesNotContainAnyElementsOf(node.getOutputList());
            known.addAll(node.getOutputList());
            read.addAll(node.getInputList());
        }

        assertThat(read).containsAll(constants);
        assertThat(known).containsAll(ServedGraph.OUTPUTS);
        assertThat(model.getGraph().getNodeList())
                .allSatisfy(node -> assertThat(read).containsAll(node.getOutputList()));
    }

    @Test
    void sameModelGivesTheSameBytes() {
        assertThat(export(3).toByteArray()).isEqualTo(export(3).toByteArray());
    }

    @Test
    void severalDetectorsAreColumnsOfTheScores() {
        ServedGraph two =
                new ServedGraph(TinyModels.model(3, 3, DataType.FLOAT), List.of(Detectors.JSD_T1, Detectors.JSD_T10));

        assertThat(OnnxExporter.export(two, "1", Map.of()).getGraph().getOutputList().stream()
                        .map(OnnxExporterTest::describe))
                .contains("scores float [N, 2]");
    }

    @Test
    void checkerOfTheOnnxProjectAcceptsTheFile(@TempDir Path dir) throws Exception {
        Path python = Path.of("/usr/bin/python3");
        Assumptions.assumeTrue(
                Files.isExecutable(python) && run(python, "import onnx") == 0,
                "no /usr/bin/python3 with the onnx package here");
        Path file = dir.resolve("model.onnx");
        Files.write(file, export(3).toByteArray());

        assertThat(run(python, "import onnx; onnx.checker.check_model('" + file + "', full_check=True)"))
                .isZero();
    }

    private static int run(Path python, String program) throws Exception {
        Process process = new ProcessBuilder(python.toString(), "-c", program)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }

    private static String describe(ValueInfoProto value) {
        var tensor = value.getType().getTensorType();
        String type =
                switch (tensor.getElemType()) {
                    case TensorProto.DataType.UINT8_VALUE -> "uint8";
                    case TensorProto.DataType.FLOAT_VALUE -> "float";
                    default -> "type " + tensor.getElemType();
                };
        List<String> dimensions = new ArrayList<>();
        for (Dimension dimension : tensor.getShape().getDimList()) {
            dimensions.add(dimension.hasDimParam() ? dimension.getDimParam() : Long.toString(dimension.getDimValue()));
        }
        return value.getName() + " " + type + " " + Arrays.toString(dimensions.toArray());
    }
}
