package org.robustdx.lab.graph;

import java.util.List;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.ValueInfoProto;

/** Small graphs with the structure of a model file. */
final class Graphs {
    static final List<String> DETECTORS = List.of("change", "brightness", "stage", "scope");

    private Graphs() {}

    /**
     * Returns a graph of ten nodes: a classifier of two layers, a decoder of one, the classifier again on the decoder's
     * result, a detector that compares both, one on the pixels, and two scope detectors on the first layer.
     */
    static GraphProto graph() {
        return GraphProto.newBuilder()
                .addNode(node("Mul", "features", "image", "weights.1"))
                .addNode(node("Mul", "logits", "features", "weights.2"))
                .addNode(node("Sigmoid", "denoised", "features"))
                .addNode(node("Mul", "features.again", "denoised", "weights.1"))
                .addNode(node("Mul", "logits.again", "features.again", "weights.2"))
                .addNode(node("Sub", "change", "logits", "logits.again"))
                .addNode(node("Abs", "brightness", "image"))
                .addNode(node("Abs", "stage", "features"))
                .addNode(node("Log", "scope", "stage"))
                .addNode(node("Concat", "scores", "change", "brightness", "stage", "scope"))
                .addNode(node("Softmax", "probabilities", "logits"))
                .addInitializer(constant("weights.1"))
                .addInitializer(constant("weights.2"))
                .addInput(ValueInfoProto.newBuilder().setName("image"))
                .addOutput(ValueInfoProto.newBuilder().setName("logits"))
                .addOutput(ValueInfoProto.newBuilder().setName("probabilities"))
                .addOutput(ValueInfoProto.newBuilder().setName("denoised"))
                .addOutput(ValueInfoProto.newBuilder().setName("scores"))
                .build();
    }

    static ModelProto model() {
        return ModelProto.newBuilder().setGraph(graph()).build();
    }

    static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + ":" + output)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static TensorProto constant(String name) {
        return TensorProto.newBuilder().setName(name).addDims(2).build();
    }
}
