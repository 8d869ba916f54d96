package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** A place in a byte array that moves forward only, in one byte order, and never past the end. */
final class Cursor {
    private final byte[] bytes;
    private final boolean bigEndian;
    private int position;

    Cursor(byte[] bytes, int position, boolean bigEndian) {
        this.bytes = bytes;
        this.position = position;
        this.bigEndian = bigEndian;
    }

    int position() {
        return position;
    }

    int end() {
        return bytes.length;
    }

    byte byteAt(int offset) {
        return bytes[offset];
    }

    /** Moves over {@code count} bytes, as claimed by the content, and returns where they begin. */
    int skip(long count, int end) throws RefusedException {
        if (count < 0 || count > end - position) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "truncated: a value of " + count + " bytes is claimed where " + Math.max(0, end - position)
                            + " are left");
        }
        int start = position;
        position += (int) count;
        return start;
    }

    int unsigned16(int end) throws RefusedException {
        int at = skip(2, end);
        return unsigned16At(bytes, at, bigEndian);
    }

    long unsigned32(int end) throws RefusedException {
        int at = skip(4, end);
        long first = unsigned16At(bytes, at, bigEndian);
        long second = unsigned16At(bytes, at + 2, bigEndian);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    int tag(int end) throws RefusedException {
        int group = unsigned16(end);
        return group << 16 | unsigned16(end);
    }

    /** Returns the next tag without moving, or 0 where there is none. */
    int peekTag(int end) {
        if (end - position < 4) {
            return 0;
        }
        return unsigned16At(bytes, position, bigEndian) << 16 | unsigned16At(bytes, position + 2, bigEndian);
    }

    static int unsigned16At(byte[] bytes, int at, boolean bigEndian) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }
}
