package org.robustdx.inference.graph;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the message {@code TensorProto}: the shape, and the numbers of a small tensor. */
final class TensorReader {
    private static final int MOST_DIMENSIONS = 16;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    /** Bytes per number in {@code raw_data}, by ONNX data type. */
    private static final int[] BYTES = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2};

    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int BOOL = 9;
    private static final int DOUBLE = 11;

    private String name = "";
    private long type;
    private long[] dims = new long[0];
    private long numbers;
    private double[] first = new double[16];
    private @Nullable ByteBuffer raw;
    private long payload;

    /**
     * A tensor that was read.
     *
     * @param payload size of its numbers in the file, in bytes
     */
    record Tensor(String name, Value value, long payload) {}

    private TensorReader() {}

    static Tensor read(Wire in) throws UnsafeGraphException {
        TensorReader reader = new TensorReader();
        while (in.next()) {
            reader.field(in);
        }
        return new Tensor(reader.name, reader.value(), reader.payload);
    }

    private void field(Wire in) throws UnsafeGraphException {
        switch (in.field()) {
            case 1 -> in.varints(this::dimension);
            case 2 -> type = in.once().number();
            case 8 -> name = in.once().text();
            case 4 -> in.reals(Float.BYTES, number -> number(number, Float.BYTES));
            case 5, 7, 11 -> in.varints(number -> number(number, 1));
            case 10 -> in.reals(Double.BYTES, number -> number(number, Double.BYTES));
            case 9 -> {
                raw = in.once().bytes();
                payload += raw.remaining();
            }
            case EXTERNAL_DATA -> throw external();
            case DATA_LOCATION -> {
                if (in.number() != 0) {
                    throw external();
                }
            }
            case 3, 6 -> throw new UnsafeGraphException("a tensor of texts or in segments (expected: numbers)");
            default -> {} // The documentation is ignored.
        }
    }

    private static UnsafeGraphException external() {
        return new UnsafeGraphException(
                "a tensor's external data: its numbers are in another file (expected: all numbers in this file)");
    }

    private void dimension(double size) throws UnsafeGraphException {
        if (dims.length == MOST_DIMENSIONS) {
            throw new UnsafeGraphException("a tensor of more than " + MOST_DIMENSIONS + " dimensions");
        }
        dims = Arrays.copyOf(dims, dims.length + 1);
        dims[dims.length - 1] = (long) size;
    }

    private void number(double number, int bytes) {
        if (numbers < Value.MOST_CONTENT) {
            if (numbers == first.length) {
                first = Arrays.copyOf(first, 2 * first.length);
            }
            first[(int) numbers] = number;
        }
        numbers++;
        payload += bytes;
    }

    /** Shape and data must agree, because the runtime allocates by the shape before it reads the data. */
    private Value value() throws UnsafeGraphException {
        int width = type > 0 && type < BYTES.length ? BYTES[(int) type] : 0;
        if (width == 0) {
            throw new UnsafeGraphException("a tensor of ONNX data type " + type + " (expected: numbers)");
        }
        long elements;
        try {
            elements = Value.elements(Value.of(dims, null, false).dims());
        } catch (ArithmeticException e) {
            throw mismatch();
        }
        ByteBuffer bytes = raw;
        boolean complete = bytes == null ? numbers == elements : bytes.remaining() == elements * width && numbers == 0;
        if (!complete) {
            throw mismatch();
        }
        boolean integers = type != FLOAT && type != DOUBLE;
        if (elements > Value.MOST_CONTENT) {
            return Value.of(dims, null, integers);
        }
        return Value.of(
                dims, bytes == null ? Arrays.copyOf(first, (int) elements) : decoded(bytes, elements), integers);
    }

    private UnsafeGraphException mismatch() {
        return new UnsafeGraphException(
                "a tensor of shape " + Arrays.toString(dims) + " (expected: as much data as its shape says)");
    }

    private double @Nullable [] decoded(ByteBuffer bytes, long elements) {
        double[] decoded = new double[(int) elements];
        for (int i = 0; i < decoded.length; i++) {
            switch ((int) type) {
                case FLOAT -> decoded[i] = bytes.getFloat();
                case DOUBLE -> decoded[i] = bytes.getDouble();
                case INT32 -> decoded[i] = bytes.getInt();
                case INT64 -> decoded[i] = bytes.getLong();
                case INT8 -> decoded[i] = bytes.get();
                case UINT8, BOOL -> decoded[i] = bytes.get() & 0xff;
                default -> {
                    return null; // Numbers of these types are never used as shapes.
                }
            }
        }
        return decoded;
    }
}
