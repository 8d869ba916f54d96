package org.robustdx.trainer.export;

import java.io.IOException;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.ValueInfoProto;

/** Lays an exported file open, to look at what happens inside. */
public final class OnnxTrace {
    private OnnxTrace() {}

    /**
     * Returns the model with the result of every node as an output, in order of execution. Types and shapes are left for the runtime to
     * infer.
     *
     * @throws IOException if the bytes are no ONNX model
     */
    public static byte[] of(byte[] file) throws IOException {
        ModelProto model = ModelProto.parseFrom(file);
        GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
        model.getGraph().getNodeList().forEach(node -> node.getOutputList()
                .forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name))));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }
}
