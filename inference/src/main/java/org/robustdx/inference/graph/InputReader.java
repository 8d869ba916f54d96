package org.robustdx.inference.graph;

import java.util.Arrays;

/** Reads the message {@code TypeProto} of an input: the shape of a tensor. */
final class InputReader {
    private static final int MOST_DIMENSIONS = 16;

    private InputReader() {}

    /** Returns the shape, -1 for an open dimension. */
    static long[] dims(Wire type) throws UnsafeGraphException {
        long[] dims = new long[0];
        while (type.next()) {
            switch (type.field()) {
                case 1 -> dims = ofTensor(type.once().message());
                case 6 -> {} // The denotation is ignored.
                default -> throw new UnsafeGraphException("an input that is no tensor");
            }
        }
        return dims;
    }

    private static long[] ofTensor(Wire tensor) throws UnsafeGraphException {
        long[] dims = new long[0];
        while (tensor.next()) {
            if (tensor.field() == 2) {
                Wire shape = tensor.once().message();
                while (shape.next()) {
                    if (shape.field() == 1) {
                        dims = Arrays.copyOf(dims, dims.length + 1);
                        dims[dims.length - 1] = size(shape.message());
                        if (dims.length > MOST_DIMENSIONS) {
                            throw new UnsafeGraphException("an input of more than " + MOST_DIMENSIONS + " dimensions");
                        }
                    }
                }
            }
        }
        return dims;
    }

    private static long size(Wire dimension) throws UnsafeGraphException {
        long size = -1;
        while (dimension.next()) {
            if (dimension.field() == 1) {
                size = dimension.once().number();
            }
        }
        return size;
    }
}
