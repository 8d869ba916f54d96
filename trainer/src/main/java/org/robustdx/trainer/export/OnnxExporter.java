package org.robustdx.trainer.export;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.robustdx.onnx.ModelProto;
import org.robustdx.trainer.model.ServedGraph;
import org.robustdx.trainer.model.Signature;

/** Writes a served graph as an ONNX model (opset 17, IR version 8) without custom operators. */
public final class OnnxExporter {
    private OnnxExporter() {}

    /**
     * Returns the served graph as an ONNX model.
     *
     * @param served the graph, with the current values of its parameters
     * @param producerVersion version of this software
     * @param metadata the file's {@code metadata_props}
     * @throws UnsupportedOperationException if the operator table lacks an operation of the graph
     */
    public static ModelProto export(ServedGraph served, String producerVersion, Map<String, String> metadata) {
        Signature spec = served.spec();
        int side = spec.imageSize();
        OnnxGraphBuilder graph = body(served);
        graph.inner("pixels", DataType.FLOAT, -1, spec.channels(), side, side);
        graph.output("logits", DataType.FLOAT, -1, spec.classes());
        graph.output("probabilities", DataType.FLOAT, -1, spec.classes());
        graph.output("denoised", DataType.FLOAT, -1, spec.channels(), side, side);
        graph.output("scores", DataType.FLOAT, -1, served.detectors().size());
        return graph.build("robustdx", producerVersion, metadata);
    }

    private static OnnxGraphBuilder body(ServedGraph served) {
        Signature spec = served.spec();
        OnnxGraphBuilder graph = new OnnxGraphBuilder("robustdx");
        graph.input("image", DataType.UINT8, -1, spec.imageSize(), spec.imageSize(), spec.channels());
        for (DifferentialFunction operation : operationsInOrder(served.sameDiff(), ServedGraph.OUTPUTS)) {
            Translation.write(operation, graph);
        }
        return graph;
    }

    /**
     * Returns the operations that the outputs need. SameDiff lists operations in the order of their creation, so each
     * follows its inputs.
     */
    private static List<DifferentialFunction> operationsInOrder(SameDiff sd, List<String> outputs) {
        Set<String> wanted = new HashSet<>(outputs);
        Deque<DifferentialFunction> order = new ArrayDeque<>();
        List<SameDiffOp> made = new ArrayList<>(sd.getOps().values());
        for (int i = made.size() - 1; i >= 0; i--) {
            SameDiffOp operation = made.get(i);
            if (operation.getOutputsOfOp().stream().anyMatch(wanted::contains)) {
                wanted.addAll(operation.getInputsToOp());
                order.addFirst(operation.getOp());
            }
        }
        return List.copyOf(order);
    }
}
