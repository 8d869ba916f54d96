package org.robustdx.trainer.export;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.robustdx.onnx.AttributeProto;
import org.robustdx.onnx.GraphProto;
import org.robustdx.onnx.ModelProto;
import org.robustdx.onnx.NodeProto;
import org.robustdx.onnx.OnnxFiles;
import org.robustdx.onnx.TensorProto;
import org.robustdx.trainer.calibrate.LogitCorrection;

/**
 * The correction of the logits in a model file. The file's own logits become the tensor {@value #RAW}; two nodes scale and shift them to the output
 * {@code logits}, and the output {@code probabilities} follows from that. Whatever else reads logits, such as detectors, reads the raw ones as before.
 * {@link OnnxExporter} writes the same nodes under the same names.
 */
public final class CorrectedLogits {
    /** The logits as the model was trained. */
    public static final String RAW = "logits.raw";

    private static final String LOGITS = "logits";
    private static final String PROBABILITIES = "probabilities";
    private static final String RAW_PROBABILITIES = "probabilities.raw";
    private static final String SCALED = "logits.scaled";
    private static final String SCALE = "logits.scaled.scalar";
    private static final String SHIFT = "logits.shift";

    private CorrectedLogits() {}

    /**
     * Returns the correction in a file, if it has one.
     *
     * @param file content of the ONNX file
     * @throws IOException if the bytes are not an ONNX model within the limits of {@link OnnxFiles}, or its correction is not of the form written
     *     here; the message is one line
     */
    public static Optional<LogitCorrection> of(byte[] file) throws IOException {
        GraphProto graph = OnnxFiles.parse(file).getGraph();
        if (!isCorrected(graph)) {
            return Optional.empty();
        }
        float[] scale = constant(graph, SCALE);
        float[] shift = constant(graph, SHIFT);
        List<Double> shifts = new ArrayList<>();
        for (float s : shift) {
            shifts.add((double) s);
        }
        try {
            return Optional.of(new LogitCorrection(shifts, 1.0 / scale[0]));
        } catch (IllegalArgumentException e) {
            throw new IOException("correction of the logits: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the model with this correction in place of its former one.
     *
     * @throws IOException if the logits or the probabilities are not the result of a node; the message is one line
     */
    public static ModelProto replaced(ModelProto model, LogitCorrection correction) throws IOException {
        GraphProto old = model.getGraph();
        boolean corrected = isCorrected(old);
        requireResult(old, LOGITS);
        requireResult(old, PROBABILITIES);
        boolean probabilitiesAreRead = !corrected
                && old.getNodeList().stream().anyMatch(n -> n.getInputList().contains(PROBABILITIES));
        Set<String> removed = corrected
                ? Set.of(SCALED, LOGITS, PROBABILITIES)
                : probabilitiesAreRead ? Set.of() : Set.of(PROBABILITIES);
        Map<String, String> renamed = corrected ? Map.of() : Map.of(LOGITS, RAW, PROBABILITIES, RAW_PROBABILITIES);
        GraphProto.Builder graph =
                old.toBuilder().clearNode().clearInitializer().clearValueInfo();
        for (NodeProto node : old.getNodeList()) {
            if (node.getOutputCount() != 1 || !removed.contains(node.getOutput(0))) {
                graph.addNode(renamed(node, renamed));
            }
        }
        old.getInitializerList().stream()
                .filter(t -> !t.getName().equals(SCALE) && !t.getName().equals(SHIFT))
                .forEach(graph::addInitializer);
        old.getValueInfoList().stream()
                .filter(v -> !v.getName().equals(LOGITS) && !v.getName().equals(PROBABILITIES))
                .forEach(graph::addValueInfo);
        graph.addInitializer(tensor(SCALE, (float) (1 / correction.temperature())));
        float[] shift = new float[correction.shift().size()];
        for (int k = 0; k < shift.length; k++) {
            shift[k] = correction.shift().get(k).floatValue();
        }
        graph.addInitializer(tensor(SHIFT, shift).toBuilder().addDims(shift.length));
        graph.addNode(node(OnnxOperator.MUL, List.of(RAW, SCALE), SCALED));
        graph.addNode(node(OnnxOperator.ADD, List.of(SCALED, SHIFT), LOGITS));
        graph.addNode(node(OnnxOperator.SOFTMAX, List.of(LOGITS), PROBABILITIES).toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(-1)));
        return model.toBuilder().setGraph(graph).build();
    }

    private static boolean isCorrected(GraphProto graph) {
        return graph.getNodeList().stream().anyMatch(n -> n.getOutputList().contains(SCALED))
                && graph.getNodeList().stream().anyMatch(n -> n.getOutputList().contains(RAW));
    }

    private static void requireResult(GraphProto graph, String name) throws IOException {
        if (graph.getNodeList().stream().noneMatch(n -> n.getOutputList().contains(name))) {
            throw new IOException("output " + name + " (expected: the result of a node)");
        }
    }

    private static float[] constant(GraphProto graph, String name) throws IOException {
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getName().equals(name)) {
                float[] values = OnnxImporter.floats(tensor);
                if (values.length > 0) {
                    return values;
                }
            }
        }
        throw new IOException("correction of the logits: constant " + name + " is missing");
    }

    private static NodeProto renamed(NodeProto node, Map<String, String> names) {
        NodeProto.Builder changed = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            changed.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            String name = names.get(node.getOutput(i));
            if (name != null) {
                // Nodes are named for their results, and two nodes of one name are not allowed.
                changed.setOutput(i, name).setName(node.getOpType() + ":" + name);
            }
        }
        return changed.build();
    }

    private static NodeProto node(OnnxOperator operator, List<String> inputs, String output) {
        operator.checkArity(inputs.size());
        return NodeProto.newBuilder()
                .setOpType(operator.type())
                .setName(operator.type() + ":" + output)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static TensorProto tensor(String name, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(raw))
                .build();
    }
}
