package org.robustdx.inference.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the memory and the work that a graph needs for a batch, operator by operator in file order. Every shape must
 * be known before the graph runs. A shape that depends on the pixels is refused, so that no image can make a model
 * allocate more than another image.
 */
final class Footprint {
    /**
     * Maximum number of elements of one tensor per image: 256 MiB as 32-bit floats, for example 64 channels of
     * 1024x1024.
     */
    private static final long MOST_OF_TENSOR = 1L << 26;

    /**
     * Maximum number of elements of all tensors together per image: 2 GiB as 32-bit floats. ONNX Runtime frees most
     * tensors before it creates the last ones.
     */
    private static final long MOST_OF_ALL = 1L << 29;

    /** Maximum number of multiplications and other steps per image: 70 times those of VGG-16 at 224x224. */
    private static final long MOST_STEPS = 1L << 40;

    /** Assumed size of an open input dimension, except for the batch dimension. */
    private static final long OPEN = 256;

    private final long batch;
    private final Map<String, Value> known = new HashMap<>();
    private long numbers;
    private long steps;

    private Footprint(long batch) {
        this.batch = batch;
    }

    /**
     * Checks a graph for a batch of {@code batch} images.
     *
     * @throws UnsafeGraphException if the graph exceeds a limit, or a shape is unknown
     */
    static void check(Graph graph, long batch) throws UnsafeGraphException {
        values(graph, batch);
    }

    /**
     * Returns what is known of each tensor for a batch of so many images.
     *
     * @throws UnsafeGraphException as {@link #check}
     */
    static Map<String, Value> values(Graph graph, long batch) throws UnsafeGraphException {
        Footprint footprint = new Footprint(batch);
        for (Map.Entry<String, long[]> input : graph.inputs().entrySet()) {
            long[] dims = input.getValue().clone();
            for (int i = 0; i < dims.length; i++) {
                dims[i] = dims[i] >= 0 ? dims[i] : i == 0 ? batch : OPEN;
            }
            footprint.input(input.getKey(), dims);
        }
        footprint.known.putAll(graph.initializers());
        for (Node node : graph.nodes()) {
            footprint.add(node);
        }
        return footprint.known;
    }

    private void input(String name, long[] dims) throws UnsafeGraphException {
        try {
            put("an input", name, Value.ofSize(dims));
        } catch (ArithmeticException e) {
            throw tooLarge("an input of shape " + Arrays.toString(dims));
        }
    }

    private void add(Node node) throws UnsafeGraphException {
        Rule rule = Operators.rule(node.operator());
        if (rule == null) {
            throw new UnsafeGraphException("operator " + shown(node.operator())
                    + " (expected: an operator of image classifiers, without loops or branches)");
        }
        List<@Nullable Value> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
            Value value = known.get(name);
            if (value == null && !name.isEmpty()) {
                throw new UnsafeGraphException("operator " + node.operator()
                        + ": no earlier operator provides its input (expected: operators in order of execution)");
            }
            inputs.add(value);
        }
        Rule.Call call = new Rule.Call(node, inputs);
        try {
            List<Value> results = rule.results(call);
            for (int i = 0; i < node.outputs().size(); i++) {
                Value result = i < results.size()
                        ? results.get(i)
                        : Value.ofSize(results.get(0).dims());
                put("operator " + node.operator(), node.outputs().get(i), result);
            }
            steps = Math.addExact(steps, Work.steps(call, results.get(0)));
            if (Work.buffer(call) > MOST_OF_TENSOR || steps > Math.multiplyExact(batch, MOST_STEPS)) {
                throw tooLarge("operator " + node.operator());
            }
        } catch (ArithmeticException e) {
            throw tooLarge("operator " + node.operator() + " (" + e.getMessage() + ")");
        } catch (Value.UnknownSizeException e) {
            throw new UnsafeGraphException("operator " + node.operator()
                    + ": the size of its result depends on the image (expected: sizes known in advance)");
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException e) {
            throw new UnsafeGraphException(
                    "operator " + node.operator() + ": invalid inputs (expected: inputs as ONNX defines them)");
        }
    }

    private void put(String what, String name, Value value) throws UnsafeGraphException {
        long elements = value.elements();
        numbers = Math.addExact(numbers, elements);
        if (elements > batch * MOST_OF_TENSOR || numbers > batch * MOST_OF_ALL) {
            throw tooLarge(what);
        }
        if (!name.isEmpty() && known.put(name, value) != null) {
            throw new UnsafeGraphException(
                    what + ": its result has a name that is taken (expected: unique names of tensors)");
        }
    }

    private static UnsafeGraphException tooLarge(String what) {
        return new UnsafeGraphException(what + ": too large (expected: for one image at most " + MOST_OF_TENSOR
                + " numbers in a tensor, " + MOST_OF_ALL + " in all tensors, " + MOST_STEPS + " steps)");
    }

    private static String shown(String operator) {
        return operator.matches("[A-Za-z0-9_.]{1,64}") ? operator : "of an invalid name";
    }
}
