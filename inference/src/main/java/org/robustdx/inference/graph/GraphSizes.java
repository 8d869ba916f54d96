package org.robustdx.inference.graph;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of the tensors of a graph before it runs.
 *
 * @param dims sizes of each tensor, by its name as bytes of the file, each byte as one character
 * @param numbers the numbers of those tensors that are small and do not depend on the pixels, in row-major order
 */
public record GraphSizes(Map<String, long[]> dims, Map<String, double[]> numbers) {
    public GraphSizes {
        dims = Map.copyOf(dims);
        numbers = Map.copyOf(numbers);
    }

    /**
     * Returns the sizes for a batch of images. Where the file leaves the first size of an input open, it is the batch.
     *
     * @param model content of the file
     * @throws UnsafeGraphException if the file is not safe to open, as {@link GraphCheck#check} says
     */
    public static GraphSizes of(byte[] model, long batch) throws UnsafeGraphException {
        Map<String, long[]> dims = new HashMap<>();
        Map<String, double[]> numbers = new HashMap<>();
        Footprint.values(GraphReader.read(model), batch).forEach((name, value) -> {
            dims.put(name, value.dims());
            double[] content = value.content();
            if (content != null) {
                numbers.put(name, content);
            }
        });
        return new GraphSizes(dims, numbers);
    }
}
