package org.robustdx.inference.graph;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a tensor before anything runs: its sizes, and its numbers where they are few and do not depend on the input. These numbers
 * are what other sizes are computed from.
 *
 * @param dims its sizes, none for a scalar
 * @param known whether its numbers are known
 * @param numbers its numbers in row-major order where they are known, else none; not changed
 * @param integers whether the numbers are integers: a quotient of them is rounded towards zero
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record Value(long[] dims, boolean known, double[] numbers, boolean integers) {
    /** Tensors of more numbers are never used as sizes. */
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

    /** Returns a tensor; without content where its numbers are not known. */
    static Value of(long[] dims, double @Nullable [] content, boolean integers) {
        return new Value(dims, content != null, content == null ? UNKNOWN : content, integers);
    }

    /** Returns its numbers, or null where they are not known. */
    double @Nullable [] content() {
        return known ? numbers : null;
    }

    /** Returns how many numbers it holds; no overflow passes for a small number. */
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

    /** Returns the size at this place, counted from the end where it is negative. */
    long size(long axis) {
        return dims[axis(axis, dims.length)];
    }

    /** Returns the place that an axis means, from 0; -1 is the last one. */
    static int axis(long axis, int rank) {
        long at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw new ArithmeticException("axis " + axis + " of " + rank + " dimensions");
        }
        return (int) at;
    }

    /** Returns a quotient, rounded up. */
    static long ceilDiv(long a, long b) {
        return -Math.floorDiv(-a, b);
    }

    /** Returns the numbers as sizes. */
    long[] longs() {
        return Arrays.stream(doubles()).mapToLong(number -> (long) number).toArray();
    }

    double[] doubles() {
        if (!known) {
            throw new UnknownSizeException();
        }
        return numbers;
    }

    /** Returns a tensor of other sizes with the same numbers. */
    Value reshaped(long... to) {
        return new Value(to, known && elements(to) == numbers.length, numbers, integers);
    }

    Value mapped(DoubleUnaryOperator function, boolean toIntegers) {
        return new Value(dims, known, Arrays.stream(numbers).map(function).toArray(), toIntegers);
    }

    /** Thrown where sizes depend on numbers that are known only when the model runs. */
    static final class UnknownSizeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
