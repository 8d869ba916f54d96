package org.robustdx.inference.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator in a graph.
 *
 * @param operator name in the ONNX specification
 * @param inputs names of tensors; empty for an omitted optional input
 * @param outputs names of tensors; empty for an unused output
 * @param attributes attributes by name
 */
record Node(String operator, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
    /**
     * An attribute.
     *
     * @param number value of a numeric attribute, otherwise 0
     * @param numbers value of a list attribute, otherwise empty
     * @param text value of a text attribute, otherwise empty
     * @param tensor value of a tensor attribute, otherwise null
     */
    @SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
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

    /** Returns a list attribute, or null if it is missing. */
    long @Nullable [] numbers(String name) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? null : Value.ofIntegers(attribute.numbers()).longs();
    }

    /** Returns a list attribute of {@code count} numbers. If it is missing, all numbers are {@code otherwise}. */
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
