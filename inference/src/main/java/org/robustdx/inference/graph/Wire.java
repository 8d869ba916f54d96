package org.robustdx.inference.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over the fields of one protobuf message. It is stricter than protobuf where parsers differ, so that this
 * reader and the runtime cannot interpret a file differently: no groups, no field numbers beyond 32 bits, only the
 * expected wire types. Copies no data.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class Wire {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int LONGEST_TAG = 5;
    private static final int LONGEST_VARINT = 10;
    private static final int LONGEST_STRING = 1 << 16;
    private static final int MOST_FIELDS = 64;

    private final ByteBuffer in;
    private int field;
    private int type;
    private ByteBuffer value;
    private long seenOnce;

    Wire(ByteBuffer in) {
        this.in = in;
        this.value = in;
    }

    Wire(byte[] message) {
        this(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Moves to the next field. Returns whether there is one. */
    boolean next() throws UnsafeGraphException {
        if (!in.hasRemaining()) {
            return false;
        }
        long tag = varint(in, LONGEST_TAG);
        if (tag >>> 32 != 0 || tag >>> 3 == 0) {
            throw UnsafeGraphException.malformed("a field has no valid number");
        }
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        switch (type) {
            case VARINT -> {
                int start = in.position();
                varint(in, LONGEST_VARINT);
                value = slice(start, in.position() - start);
            }
            case FIXED64 -> value = take(Long.BYTES);
            case BYTES -> value = take(varint(in, LONGEST_VARINT));
            case FIXED32 -> value = take(Integer.BYTES);
            default -> throw UnsafeGraphException.malformed("a field has an unknown wire type");
        }
        return true;
    }

    /** Returns the offset of the next field, from the start of the message. */
    int position() {
        return in.position();
    }

    /** Returns the number of the current field. */
    int field() {
        return field;
    }

    /** Checks that a singular field did not occur before. Protobuf would take the last occurrence or merge them. */
    Wire once() throws UnsafeGraphException {
        long bit = field < MOST_FIELDS ? 1L << field : 0;
        if (bit == 0 || (seenOnce & bit) != 0) {
            throw UnsafeGraphException.malformed("a singular field occurs twice");
        }
        seenOnce |= bit;
        return this;
    }

    /** Returns the field as an integer. */
    long number() throws UnsafeGraphException {
        expect(type == VARINT);
        return varint(value.duplicate(), LONGEST_VARINT);
    }

    /** Returns the field as a 32-bit float. */
    float real() throws UnsafeGraphException {
        expect(type == FIXED32);
        return value.getFloat(value.position());
    }

    /** Returns the bytes of the field, without copying them. */
    ByteBuffer bytes() throws UnsafeGraphException {
        expect(type == BYTES);
        return value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns a cursor over the message in the field. */
    Wire message() throws UnsafeGraphException {
        return new Wire(bytes());
    }

    /**
     * Returns the text in the field, with one character per byte. Decoding it as UTF-8 could make two different invalid
     * texts equal.
     */
    String text() throws UnsafeGraphException {
        ByteBuffer bytes = bytes();
        if (bytes.remaining() > LONGEST_STRING) {
            throw UnsafeGraphException.malformed("a name is longer than " + LONGEST_STRING + " bytes");
        }
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    /** Receives numbers one by one. */
    interface Numbers {
        void add(double number) throws UnsafeGraphException;
    }

    /** Passes on the integer in the field, or all integers of a packed field. */
    void varints(Numbers to) throws UnsafeGraphException {
        if (type == VARINT) {
            to.add((double) number());
            return;
        }
        ByteBuffer packed = bytes();
        while (packed.hasRemaining()) {
            to.add((double) varint(packed, LONGEST_VARINT));
        }
    }

    /**
     * Passes on the floating-point numbers in the field, packed or not.
     *
     * @param width size of a number in bytes, 4 or 8
     */
    void reals(int width, Numbers to) throws UnsafeGraphException {
        expect(type == BYTES || type == (width == Float.BYTES ? FIXED32 : FIXED64));
        ByteBuffer packed = value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (packed.remaining() % width != 0) {
            throw UnsafeGraphException.malformed("packed numbers end early");
        }
        while (packed.hasRemaining()) {
            to.add(width == Float.BYTES ? packed.getFloat() : packed.getDouble());
        }
    }

    private static void expect(boolean right) throws UnsafeGraphException {
        if (!right) {
            throw UnsafeGraphException.malformed("the wire type of a field differs from ONNX");
        }
    }

    private ByteBuffer take(long count) throws UnsafeGraphException {
        if (count < 0 || count > in.remaining()) {
            throw UnsafeGraphException.malformed("it ends early");
        }
        int start = in.position();
        in.position(start + (int) count);
        return slice(start, (int) count);
    }

    private ByteBuffer slice(int start, int count) {
        return in.slice(start, count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long varint(ByteBuffer in, int longest) throws UnsafeGraphException {
        long value = 0;
        for (int i = 0; i < longest && in.hasRemaining(); i++) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw UnsafeGraphException.malformed("it ends early, or a number is too long");
    }
}
