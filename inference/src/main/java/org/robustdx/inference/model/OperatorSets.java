package org.robustdx.inference.model;

import java.util.Map;
import org.robustdx.inference.graph.GraphCheck;
import org.robustdx.inference.graph.UnsafeGraphException;

/** The operator sets that a model file imports, which ONNX Runtime does not tell. */
public final class OperatorSets {
    /** The one version of ONNX's own operators that the contract allows. */
    public static final int VERSION = 17;

    private OperatorSets() {}

    /**
     * Checks that a file imports {@value #VERSION} of ONNX's own operators and nothing else.
     *
     * @throws InvalidModelException if it does not, or is no such message
     */
    public static void check(byte[] model) throws InvalidModelException {
        Map<String, Long> imports;
        try {
            imports = GraphCheck.operatorSets(model);
        } catch (UnsafeGraphException e) {
            throw new InvalidModelException("is not an ONNX model: its operator sets cannot be read", e);
        }
        if (!imports.equals(Map.of("", (long) VERSION))) {
            throw new InvalidModelException(
                    "operator sets: " + imports + " (expected: only ONNX's own, version " + VERSION + ")");
        }
    }
}
