package org.robustdx.inference.graph;

import java.util.Map;

/**
 * Whether an ONNX file is safe to open. Told from its bytes alone, since a runtime may read other files and compute constants, of any size and for
 * any time, while it opens one.
 */
public final class GraphCheck {
    /** Batches for which sizes are computed: what grows faster than the batch shows at the second. */
    private static final long[] BATCHES = {1, 64};

    private GraphCheck() {}

    /**
     * Checks that a file is one graph of allowed operators with all its data, whose tensors have known sizes within limits.
     *
     * @param model content of the file
     * @throws UnsafeGraphException if it is not, or is no ONNX model
     */
    public static void check(byte[] model) throws UnsafeGraphException {
        Graph graph = GraphReader.read(model);
        for (long batch : BATCHES) {
            Footprint.check(graph, batch);
        }
    }

    /**
     * Returns the operator sets that a file imports: their versions by domain, empty for ONNX's own.
     *
     * @throws UnsafeGraphException if it is no ONNX model
     */
    public static Map<String, Long> operatorSets(byte[] model) throws UnsafeGraphException {
        return GraphReader.operatorSets(model);
    }
}
