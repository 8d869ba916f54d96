package org.robustdx.inference.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over the fields of one protobuf message. Stricter than protobuf where parsers differ or merge, so that this reading and the runtime's
 * cannot part ways: no groups, no field numbers beyond 32 bits, no wire type but the expected one. Copies nothing.
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

    /** Goes to the next field, and returns whether there is one. */
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
            default -> throw UnsafeGraphException.malformed("a field is of an unknown wire type");
        }
        return true;
    }

    /** Returns the number of the field. */
    int field() {
        return field;
    }

    /** Checks that a field that counts once has not been there before: protobuf would take the last, or merge them. */
    Wire once() throws UnsafeGraphException {
        long bit = field < MOST_FIELDS ? 1L << field : 0;
        if (bit == 0 || (seenOnce & bit) != 0) {
            throw UnsafeGraphException.malformed("a field is there twice");
        }
        seenOnce |= bit;
        return this;
    }

    /** Returns a number. */
    long number() throws UnsafeGraphException {
        expect(type == VARINT);
        return varint(value.duplicate(), LONGEST_VARINT);
    }

    /** Returns a number of 32 bits with a point. */
    float real() throws UnsafeGraphException {
        expect(type == FIXED32);
        return value.getFloat(value.position());
    }

    /** Returns bytes, as they lie in the file. */
    ByteBuffer bytes() throws UnsafeGraphException {
        expect(type == BYTES);
        return value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns a message within this one. */
    Wire message() throws UnsafeGraphException {
        return new Wire(bytes());
    }

    /** Returns a text, each byte as one character: no two texts become one, as invalid UTF-8 would. */
    String text() throws UnsafeGraphException {
        ByteBuffer bytes = bytes();
        if (bytes.remaining() > LONGEST_STRING) {
            throw UnsafeGraphException.malformed("a name is longer than " + LONGEST_STRING + " bytes");
        }
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    /** Hears numbers, one at a time. */
    interface Numbers {
        void add(double number) throws UnsafeGraphException;
    }

    /** Passes on the number of the field, or all of them where they are packed: varints. */
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

    /** As {@link #varints}, of numbers with a point, of 4 or 8 bytes each. */
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
            throw UnsafeGraphException.malformed("a field is of another wire type than ONNX gives it");
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
