package org.robustdx.inference.graph;

import java.util.Map;

/**
 * Checks whether an ONNX file is safe to open. The check uses only the file's bytes, because a runtime that opens a
 * file may read other files and compute constants of any size for any time.
 */
public final class GraphCheck {
    /** Batch sizes for which shapes are computed. The second one detects tensors that grow faster than the batch. */
    private static final long[] BATCHES = {1, 64};

    private GraphCheck() {}

    /**
     * Checks that a file is one graph of allowed operators and contains all its data, and that the shapes of all
     * tensors are known and within limits.
     *
     * @param model content of the file
     * @throws UnsafeGraphException if a check fails, or the file is not an ONNX model
     */
    public static void check(byte[] model) throws UnsafeGraphException {
        Graph graph = GraphReader.read(model);
        for (long batch : BATCHES) {
            Footprint.check(graph, batch);
        }
    }

    /**
     * Returns the operator sets that a file imports: versions by domain. The domain of ONNX itself is empty.
     *
     * @throws UnsafeGraphException if the file is not an ONNX model
     */
    public static Map<String, Long> operatorSets(byte[] model) throws UnsafeGraphException {
        return GraphReader.operatorSets(model);
    }
}
