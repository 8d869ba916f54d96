package org.robustdx.lab.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.ValueInfoProto;

class CutGraphTest {
    @Test
    void shouldKeepOnlyWhatTheOutputsNeed() {
        GraphProto cut = CutGraph.of(Graphs.model(), Set.of("denoised")).getGraph();
        assertThat(cut.getNodeList())
                .extracting(NodeProto::getName)
                .containsExactly("Mul:features", "Sigmoid:denoised");
        assertThat(cut.getInitializerList()).extracting(TensorProto::getName).containsExactly("weights.1");
        assertThat(cut.getOutputList()).extracting(ValueInfoProto::getName).containsExactly("denoised");
        assertThat(cut.getInputList()).extracting(ValueInfoProto::getName).containsExactly("image");
    }

    @Test
    void shouldRejectAnOutputThatTheModelLacks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CutGraph.of(Graphs.model(), Set.of("features")))
                .withMessage("outputs: [features] (expected: outputs of the model)");
    }
}
