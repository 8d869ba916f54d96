package org.robustdx.trainer.nn;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Access to arrays that a graph returned, by name. */
public final class Results {
    private Results() {}

    /**
     * Returns the array with this name.
     *
     * @throws IllegalStateException if the graph did not return it
     */
    public static INDArray get(Map<String, INDArray> results, String name) {
        INDArray array = results.get(name);
        if (array == null) {
            throw new IllegalStateException("graph returned no " + name + " (it returned " + results.keySet() + ")");
        }
        return array;
    }
}
