package org.robustdx.inference.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator of a graph, with what it takes and gives.
 *
 * @param operator its name in the ONNX specification
 * @param inputs names of tensors; empty where one that may be left out is
 * @param outputs names of tensors; empty where one is not wanted
 * @param attributes its attributes by name
 */
record Node(String operator, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
    /**
     * An attribute.
     *
     * @param number of an attribute that is one number, or 0
     * @param numbers of an attribute that is a list of numbers, or none
     * @param text of an attribute that is a text, or empty
     * @param tensor of an attribute that is a tensor, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    record Attribute(
            double number,
            double[] numbers,
            String text,
            @Nullable Value tensor) {}

    Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    long number(String name, long otherwise) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? otherwise : (long) attribute.number();
    }

    String text(String name, String otherwise) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? otherwise : attribute.text();
    }

    /** Returns a list of numbers, or null where it is not there. */
    long @Nullable [] numbers(String name) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? null : Value.ofIntegers(attribute.numbers()).longs();
    }

    /** Returns a list of as many numbers, all the same where it is not there. */
    long[] numbers(String name, int count, long otherwise) {
        long[] numbers = numbers(name);
        if (numbers == null || numbers.length == 0) {
            numbers = new long[count];
            java.util.Arrays.fill(numbers, otherwise);
        }
        if (numbers.length != count) {
            throw new ArithmeticException(numbers.length + " " + name);
        }
        return numbers;
    }
}
