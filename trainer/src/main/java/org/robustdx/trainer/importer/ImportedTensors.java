package org.robustdx.trainer.importer;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Tensors of a file as variables of a graph.
 *
 * @param results by the file's name
 */
public record ImportedTensors(Map<String, Result> results) {
    public ImportedTensors {
        results = Map.copyOf(results);
    }

    /**
     * A tensor.
     *
     * @param plain in ONNX's order of axes
     * @param inside in the layout of the graph, if it is a batch of images
     * @param dims its sizes in ONNX's order, -1 for the batch
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    public record Result(SDVariable plain, SDVariable inside, long[] dims) {}

    /** Returns a tensor that was wanted. */
    public Result get(String name) {
        Result result = results.get(name);
        if (result == null) {
            throw new IllegalArgumentException("tensor: " + name + " (expected: one of " + results.keySet() + ")");
        }
        return result;
    }
}
