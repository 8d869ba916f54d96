package org.robustdx.trainer.importer;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.robustdx.inference.graph.GraphSizes;
import org.robustdx.inference.graph.UnsafeGraphException;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.TensorProto;
import org.robustdx.onnx.ValueInfoProto;

/** Makes the batch size of a file open where it is fixed: of its inputs, and of reshapes that repeat it. */
final class OpenBatch {
    private OpenBatch() {}

    /** Returns the batch size that an input of the model fixes, or -1. */
    static long size(ModelProto model) {
        return model.getGraph().getInputList().stream()
                .filter(input -> isFixed(model.getGraph(), input))
                .mapToLong(input ->
                        input.getType().getTensorType().getShape().getDim(0).getDimValue())
                .findFirst()
                .orElse(-1);
    }

    private static boolean isFixed(GraphProto graph, ValueInfoProto input) {
        var shape = input.getType().getTensorType().getShape();
        return shape.getDimCount() > 1
                && shape.getDim(0).getDimValue() > 0
                && graph.getInitializerList().stream()
                        .noneMatch(tensor -> tensor.getName().equals(input.getName()));
    }

    /** Returns the model with an open batch size; the same model if nothing is fixed. */
    static ModelProto of(ModelProto model, byte[] file) throws UnsafeGraphException {
        long fixed = size(model);
        if (fixed < 0) {
            return model;
        }
        GraphProto graph = model.getGraph();
        GraphProto.Builder opened = graph.toBuilder();
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (isFixed(graph, graph.getInput(i))) {
                opened.getInputBuilder(i)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .getDimBuilder(0)
                        .setDimParam("N");
            }
        }
        GraphSizes sizes = GraphSizes.of(file, fixed);
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOpType().equals("Reshape") && node.getInputCount() == 2 && repeats(node, fixed, sizes)) {
                String name = "open batch " + i;
                opened.getNodeBuilder(i).setInput(1, name);
                opened.addInitializer(shape(name, numbers(sizes.numbers(), node.getInput(1))));
            }
        }
        return model.toBuilder().setGraph(opened).build();
    }

    private static boolean repeats(NodeProto node, long fixed, GraphSizes sizes) {
        double[] shape = numbers(sizes.numbers(), node.getInput(1));
        long[] data = sizes.dims().get(key(node.getInput(0)));
        return shape.length > 1 && shape[0] == fixed && data != null && data.length > 0 && data[0] == fixed;
    }

    private static double[] numbers(Map<String, double[]> known, String name) {
        return known.getOrDefault(key(name), new double[0]);
    }

    private static String key(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Returns a shape whose first size is 0, which to ONNX means that of the input. */
    private static TensorProto shape(String name, double[] sizes) {
        ByteBuffer bytes = ByteBuffer.allocate(sizes.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < sizes.length; i++) {
            bytes.putLong(i == 0 ? 0 : (long) sizes[i]);
        }
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(sizes.length)
                .setRawData(ByteString.copyFrom(bytes.flip()))
                .build();
    }
}
