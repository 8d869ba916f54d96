package org.robustdx.inference.graph;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a tensor before the graph runs: its shape, and its numbers if they are few and do not depend on the
 * input. Other shapes are computed from these numbers.
 *
 * @param dims the shape, empty for a scalar
 * @param known whether the numbers are known
 * @param numbers the numbers in row-major order, if they are known; must not be modified
 * @param integers whether the numbers are integers; their quotients are rounded towards zero
 */
@SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
record Value(long[] dims, boolean known, double[] numbers, boolean integers) {
    /** Maximum number of known numbers. Larger tensors are never used as shapes. */
    static final int MOST_CONTENT = 4096;

    private static final int MOST_DIMENSIONS = 16;

    Value {
        if (dims.length > MOST_DIMENSIONS) {
            throw new ArithmeticException(dims.length + " dimensions");
        }
        for (long size : dims) {
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw new ArithmeticException("a size of " + size);
            }
        }
        if (known && numbers.length != elements(dims)) {
            throw new ArithmeticException("as many numbers as its sizes say");
        }
    }

    private static final double[] UNKNOWN = new double[0];

    static Value ofSize(long... dims) {
        return new Value(dims, false, UNKNOWN, false);
    }

    static Value ofIntegers(double... list) {
        return new Value(new long[] {list.length}, true, list, true);
    }

    /** Returns a tensor. A null {@code content} means that its numbers are unknown. */
    static Value of(long[] dims, double @Nullable [] content, boolean integers) {
        return new Value(dims, content != null, content == null ? UNKNOWN : content, integers);
    }

    /** Returns the numbers, or null if they are unknown. */
    double @Nullable [] content() {
        return known ? numbers : null;
    }

    /**
     * Returns the number of elements.
     *
     * @throws ArithmeticException on overflow
     */
    long elements() {
        return elements(dims);
    }

    static long elements(long[] dims) {
        long elements = 1;
        for (long size : dims) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    int rank() {
        return dims.length;
    }

    /** Returns the size of an axis. A negative axis counts from the end. */
    long size(long axis) {
        return dims[axis(axis, dims.length)];
    }

    /** Returns the index of an axis. A negative axis counts from the end. */
    static int axis(long axis, int rank) {
        long at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw new ArithmeticException("axis " + axis + " of " + rank + " dimensions");
        }
        return (int) at;
    }

    /** Returns the quotient, rounded up. */
    static long ceilDiv(long a, long b) {
        return -Math.floorDiv(-a, b);
    }

    /**
     * Returns the numbers as integers.
     *
     * @throws UnknownSizeException if they are unknown
     */
    long[] longs() {
        return Arrays.stream(doubles()).mapToLong(number -> (long) number).toArray();
    }

    double[] doubles() {
        if (!known) {
            throw new UnknownSizeException();
        }
        return numbers;
    }

    /** Returns a tensor with another shape and the same numbers. */
    Value reshaped(long... to) {
        return new Value(to, known && elements(to) == numbers.length, numbers, integers);
    }

    Value mapped(DoubleUnaryOperator function, boolean toIntegers) {
        return new Value(dims, known, Arrays.stream(numbers).map(function).toArray(), toIntegers);
    }

    /** Thrown if a shape depends on numbers that are known only when the model runs. */
    static final class UnknownSizeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
