package org.robustdx.trainer.export;

import java.io.IOException;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.onnx.ValueInfoProto;

/** Exposes the inner results of an exported file. */
public final class OnnxTrace {
    private OnnxTrace() {}

    /**
     * Returns the model with the result of every node as an output, in order of execution. The runtime infers types and
     * shapes.
     *
     * @throws IOException if the bytes are not an ONNX model within the limits of {@link OnnxFiles}
     */
    public static byte[] of(byte[] file) throws IOException {
        ModelProto model = OnnxFiles.parse(file);
        GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
        model.getGraph().getNodeList().forEach(node -> node.getOutputList()
                .forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name))));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }
}
