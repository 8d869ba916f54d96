package org.robustdx.lab.graph;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.ValueInfoProto;

/** Cuts the nodes out of a model that some of its outputs need. */
final class CutGraph {
    private CutGraph() {}

    /**
     * Returns a model with the same inputs that computes only these outputs, without metadata.
     *
     * @throws IllegalArgumentException if the model lacks one of the outputs
     */
    static ModelProto of(ModelProto model, Set<String> outputs) {
        GraphProto old = model.getGraph();
        Set<String> missing = new HashSet<>(outputs);
        old.getOutputList().stream().map(ValueInfoProto::getName).forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("outputs: %s (expected: outputs of the model)".formatted(missing));
        }
        BitSet kept = new Flow(old).before(outputs);
        GraphProto.Builder graph =
                old.toBuilder().clearNode().clearInitializer().clearOutput().clearValueInfo();
        Set<String> read = new HashSet<>(outputs);
        kept.stream().mapToObj(old::getNode).forEach(node -> {
            graph.addNode(node);
            read.addAll(node.getInputList());
        });
        for (TensorProto constant : old.getInitializerList()) {
            if (read.contains(constant.getName())) {
                graph.addInitializer(constant);
            }
        }
        for (ValueInfoProto output : old.getOutputList()) {
            if (outputs.contains(output.getName())) {
                graph.addOutput(output);
            }
        }
        return model.toBuilder().clearMetadataProps().setGraph(graph).build();
    }
}
