package org.robustdx.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.NodeProto;

class PartsTest {
    @Test
    void shouldAssignEachNodeToTheFirstPartThatNeedsIt() {
        GraphProto graph = Graphs.graph();
        Parts parts = Parts.of(graph, Graphs.DETECTORS, Set.of("scope"));
        assertThat(parts.of(graph))
                .containsExactly(
                        Part.FIRST_PASS,
                        Part.FIRST_PASS,
                        Part.DECODER,
                        Part.SECOND_PASS,
                        Part.SECOND_PASS,
                        Part.DETECTORS,
                        Part.DETECTORS,
                        Part.SCOPE,
                        Part.SCOPE,
                        Part.DETECTORS,
                        Part.FIRST_PASS);
    }

    @Test
    void shouldCountAllScoresAsDetectorsWithoutAScopeRule() {
        GraphProto graph = Graphs.graph();
        assertThat(Parts.of(graph, Graphs.DETECTORS, Set.of()).of(graph)).doesNotContain(Part.SCOPE);
    }

    @Test
    void shouldFindNoSecondPassWhereNothingSharesWeightsWithTheFirst() {
        GraphProto.Builder graph = Graphs.graph().toBuilder();
        NodeProto last = graph.getNode(4);
        graph.setNode(3, Graphs.node("Neg", "features.again", "denoised"));
        graph.setNode(4, Graphs.node("Neg", last.getOutput(0), "features.again"));
        GraphProto changed = graph.build();
        assertThat(Parts.of(changed, Graphs.DETECTORS, Set.of("scope")).of(changed))
                .doesNotContain(Part.SECOND_PASS);
    }

    @Test
    void shouldFindThePartsInAGraphWhoseNodesTheRuntimeFused() {
        GraphProto file = Graphs.graph();
        GraphProto fused = file.toBuilder()
                .clearNode()
                .clearInitializer()
                .addNode(Graphs.node("Fused", "token.1", "image", "reordered.1"))
                .addNode(Graphs.node("Fused", "logits", "token.1", "reordered.2"))
                .addNode(Graphs.node("Fused", "denoised", "token.1"))
                .addNode(Graphs.node("Fused", "token.2", "denoised", "reordered.3"))
                .addNode(Graphs.node("Fused", "logits.again", "token.2", "reordered.4"))
                .addNode(Graphs.node("Fused", "scores", "logits", "logits.again"))
                .build();
        assertThat(Parts.of(file, Graphs.DETECTORS, Set.of("scope")).of(fused))
                .isEqualTo(List.of(
                        Part.FIRST_PASS,
                        Part.FIRST_PASS,
                        Part.DECODER,
                        Part.SECOND_PASS,
                        Part.SECOND_PASS,
                        Part.DETECTORS));
    }
}
