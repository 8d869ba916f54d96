package org.robustdx.inference.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Map;

/** Checks the names, types and shapes that a session declares against the contract of the model file; each breach has its own message. */
final class Contract {
    static final String IMAGE = "image";
    static final String LOGITS = "logits";
    static final String PROBABILITIES = "probabilities";
    static final String DENOISED = "denoised";
    static final String SCORES = "scores";

    private Contract() {}

    /** Checks what the session declares; shapes that it leaves open are seen by the first run. */
    static ModelMetadata check(OrtSession session) throws InvalidModelException, OrtException {
        TensorInfo image = tensor("input", IMAGE, session.getInputInfo());
        if (session.getInputInfo().size() != 1) {
            throw new InvalidModelException(
                    "inputs: " + session.getInputInfo().keySet() + " (expected: only " + IMAGE + ")");
        }
        checkInput(image);
        ModelMetadata metadata = ModelMetadata.parse(session.getMetadata().getCustomMetadata());
        long[] shape = image.getShape();
        if (shape[1] != metadata.height() || shape[2] != metadata.width() || shape[3] != metadata.channels()) {
            throw new InvalidModelException("metadata input_shape: "
                    + metadata.properties().get("input_shape") + " (expected: that of input image, "
                    + Arrays.toString(Arrays.copyOfRange(shape, 1, 4)) + ")");
        }
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        int classes = metadata.classes().size();
        checkOutput(LOGITS, outputs, "number of classes", classes);
        checkOutput(PROBABILITIES, outputs, "number of classes", classes);
        checkOutput(
                DENOISED, outputs, "C,H,W of input image", metadata.channels(), metadata.height(), metadata.width());
        checkOutput(SCORES, outputs, "number of detectors", metadata.detectors().size());
        return metadata;
    }

    private static void checkInput(TensorInfo image) throws InvalidModelException {
        if (image.type != OnnxJavaType.UINT8) {
            throw new InvalidModelException("input image: type " + image.type + " (expected: UINT8)");
        }
        long[] shape = image.getShape();
        if (shape.length != 4) {
            throw new InvalidModelException(
                    "input image: shape " + Arrays.toString(shape) + " (expected: 4 dimensions, [N,H,W,C])");
        }
        if (shape[0] != -1) {
            throw new InvalidModelException(
                    "input image: batch dimension fixed at " + shape[0] + " (expected: dynamic)");
        }
        if (shape[1] < 1 || shape[2] < 1) {
            throw new InvalidModelException(
                    "input image: shape " + Arrays.toString(shape) + " (expected: fixed height and width)");
        }
        if (shape[3] != 1 && shape[3] != 3) {
            throw new InvalidModelException("input image: " + (shape[3] < 0 ? "dynamic" : String.valueOf(shape[3]))
                    + " channels (expected: 1 or 3)");
        }
    }

    private static void checkOutput(String name, Map<String, NodeInfo> outputs, String what, int... dimensions)
            throws InvalidModelException {
        TensorInfo info = tensor("output", name, outputs);
        if (info.type != OnnxJavaType.FLOAT) {
            throw new InvalidModelException("output " + name + ": type " + info.type + " (expected: FLOAT)");
        }
        checkShape(name, info.getShape(), -1, what, dimensions);
    }

    /** Checks the shape of an output; a dimension of -1 is not known yet. */
    static void checkShape(String name, long[] shape, long batch, String what, int... dimensions)
            throws InvalidModelException {
        if (shape.length != dimensions.length + 1) {
            throw new InvalidModelException("output " + name + ": shape " + Arrays.toString(shape) + " (expected: "
                    + (dimensions.length + 1) + " dimensions)");
        }
        if (shape[0] != batch && shape[0] != -1) {
            throw new InvalidModelException("output " + name + ": batch dimension " + shape[0] + " (expected: "
                    + (batch < 0 ? "dynamic" : String.valueOf(batch)) + ")");
        }
        for (int i = 0; i < dimensions.length; i++) {
            if (shape[i + 1] != dimensions[i] && shape[i + 1] != -1) {
                throw new InvalidModelException(
                        "output " + name + ": shape " + Arrays.toString(shape) + " (expected: [N, "
                                + String.join(
                                        ", ",
                                        Arrays.stream(dimensions)
                                                .mapToObj(String::valueOf)
                                                .toList()) + "], the " + what + ")");
            }
        }
    }

    private static TensorInfo tensor(String kind, String name, Map<String, NodeInfo> nodes)
            throws InvalidModelException {
        NodeInfo node = nodes.get(name);
        if (node == null) {
            throw new InvalidModelException(kind + " " + name + " is missing (found: " + nodes.keySet() + ")");
        }
        if (!(node.getInfo() instanceof TensorInfo info)) {
            throw new InvalidModelException(kind + " " + name + " is not a tensor");
        }
        return info;
    }
}
