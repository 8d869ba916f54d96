package org.robustdx.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.trainer.TinyModels;
import org.robustdx.trainer.calibrate.LogitCorrection;
import org.robustdx.trainer.model.CorrectedNetwork;
import org.robustdx.trainer.model.DenoisingCnn;
import org.robustdx.trainer.model.Network;
import org.robustdx.trainer.model.ServedGraph;

class CorrectedLogitsTest {
    private static final LogitCorrection CORRECTION = new LogitCorrection(List.of(0.0, 0.5, -2.0), 4);

    private final DenoisingCnn network = TinyModels.model(3, 3, DataType.FLOAT);
    private final ModelProto plain = export(network);

    private static ModelProto export(Network network) {
        return OnnxExporter.export(new ServedGraph(network, TinyModels.detectors()), "test", Map.of());
    }

    private static List<String> results(ModelProto model) {
        return model.getGraph().getNodeList().stream()
                .flatMap(node -> node.getOutputList().stream())
                .toList();
    }

    @Test
    void shouldFindNoCorrectionInAFileWithoutOne() throws Exception {
        assertThat(CorrectedLogits.of(plain.toByteArray())).isEmpty();
    }

    @Test
    void shouldReadTheCorrectionThatIsWritten() throws Exception {
        ModelProto corrected = CorrectedLogits.replaced(plain, CORRECTION);
        assertThat(CorrectedLogits.of(corrected.toByteArray())).contains(CORRECTION);
        assertThat(results(corrected)).doesNotHaveDuplicates().endsWith("logits.scaled", "logits", "probabilities");
        assertThat(corrected.getGraph().getNodeList())
                .extracting(NodeProto::getName)
                .as("ONNX Runtime refuses two nodes of one name")
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldLeaveWhatDetectorsReadAsItWas() throws Exception {
        ModelProto corrected = CorrectedLogits.replaced(plain, CORRECTION);
        List<NodeProto> readers = corrected.getGraph().getNodeList().stream()
                .filter(node -> node.getInputList().contains("logits"))
                .toList();
        assertThat(readers).hasSize(1);
        assertThat(readers.get(0).getOutput(0)).isEqualTo("probabilities");
        long before = plain.getGraph().getNodeList().stream()
                .filter(node -> node.getInputList().contains("logits"))
                .count();
        long after = corrected.getGraph().getNodeList().stream()
                .filter(node -> node.getInputList().contains(CorrectedLogits.RAW))
                .count();
        // The softmax leaves, the scaling comes.
        assertThat(after).isEqualTo(before).isGreaterThan(1);
    }

    @Test
    void shouldReplaceAnEarlierCorrection() throws Exception {
        LogitCorrection other = new LogitCorrection(List.of(0.0, 1.0, 1.0), 0.5);
        ModelProto twice = CorrectedLogits.replaced(CorrectedLogits.replaced(plain, other), CORRECTION);
        assertThat(twice).isEqualTo(CorrectedLogits.replaced(plain, CORRECTION));
    }

    @Test
    void shouldBeWhatTheExporterWritesForACorrectedNetwork() throws Exception {
        ModelProto exported = export(new CorrectedNetwork(network, CORRECTION));
        assertThat(CorrectedLogits.of(exported.toByteArray())).contains(CORRECTION);
        ModelProto edited = CorrectedLogits.replaced(plain, CORRECTION);
        assertThat(results(exported))
                .hasSameSizeAs(results(edited))
                .contains("logits.raw", "logits.scaled", "logits", "probabilities");
        assertThat(CorrectedLogits.replaced(exported, CORRECTION).getGraph().getInitializerList())
                .hasSameSizeAs(edited.getGraph().getInitializerList());
        LogitCorrection other = new LogitCorrection(List.of(0.0, 1.0, 1.0), 0.5);
        assertThat(CorrectedLogits.of(CorrectedLogits.replaced(exported, other).toByteArray()))
                .contains(other);
    }

    @Test
    void shouldKeepProbabilitiesThatOtherNodesRead() throws Exception {
        GraphProto.Builder graph = plain.getGraph().toBuilder()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput("probabilities")
                        .addOutput("reader"));
        ModelProto corrected =
                CorrectedLogits.replaced(plain.toBuilder().setGraph(graph).build(), CORRECTION);
        assertThat(results(corrected)).contains("probabilities.raw", "probabilities");
        assertThat(corrected.getGraph().getNodeList().stream()
                        .filter(node -> node.getOutputList().contains("reader")))
                .allMatch(node -> node.getInput(0).equals("probabilities.raw"));
    }

    @Test
    void shouldRefuseAModelWhoseLogitsAreNoResult() {
        ModelProto empty = ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder().setName("empty"))
                .build();
        assertThatThrownBy(() -> CorrectedLogits.replaced(empty, CORRECTION))
                .isInstanceOf(IOException.class)
                .hasMessage("output logits (expected: the result of a node)");
    }

    @Test
    void shouldRefuseACorrectionThatIsDamaged() throws Exception {
        ModelProto corrected = CorrectedLogits.replaced(plain, CORRECTION);
        GraphProto.Builder graph = corrected.getGraph().toBuilder().clearInitializer();
        corrected.getGraph().getInitializerList().stream()
                .filter(tensor -> !tensor.getName().equals("logits.shift"))
                .forEach(graph::addInitializer);
        byte[] damaged = corrected.toBuilder().setGraph(graph).build().toByteArray();
        assertThatThrownBy(() -> CorrectedLogits.of(damaged))
                .isInstanceOf(IOException.class)
                .hasMessage("correction of the logits: constant logits.shift is missing");
    }
}
