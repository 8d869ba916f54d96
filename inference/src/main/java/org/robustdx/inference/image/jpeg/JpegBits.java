package org.robustdx.inference.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bits of one interval of entropy-coded data (ITU-T T.81, F.2.2.5), which ends at the first marker. Reads past the end return arbitrary bits,
 * so call {@link #exhausted()} after each block.
 */
final class JpegBits {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final int SIGN = 63;
    /** More than the longest block takes: 64 codes of 16 bits, each with a value of 15 bits. */
    private static final int BLOCK_BYTES = 256;

    private static final int ZERO_RUN = 0xf0;
    /** Bits that a window holds at least, and bits of the longest code with its value. */
    private static final int WINDOW = 57;

    private static final int LONGEST_CODE = 31;

    private final byte[] data;
    /** The bytes of the interval, without the zeros that are stuffed in after 0xff. */
    private byte[] interval = new byte[BLOCK_BYTES];

    private long position;
    private long end;
    private int marker;

    JpegBits(byte[] data) {
        this.data = data;
    }

    /** Returns the offset of the first 0xff at or after {@code from}, or {@code to}. */
    static int indexOfFf(byte[] data, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long inverted = ~(long) LONGS.get(data, at);
            // Bytes that are zero in it: the lowest may be wrong only where a higher one is right.
            long zeros = (inverted - ONES) & ~inverted & (ONES << 7);
            if (zeros != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < to && data[at] != -1) {
            at++;
        }
        return at;
    }

    /** Moves to the interval that begins at {@code from} and ends before {@code to} or at the first marker. */
    void begin(int from, int to) {
        int length = 0;
        int at = from;
        marker = to;
        while (at < to) {
            int ff = indexOfFf(data, at, to);
            int next = ff;
            while (next < to && data[next] == -1) {
                next++;
            }
            boolean stuffed = next < to && data[next] == 0;
            int bytes = ff - at + (stuffed ? 1 : 0);
            if (interval.length < length + bytes + BLOCK_BYTES) {
                interval = Arrays.copyOf(interval, Math.min(2 * (length + bytes), length + to - at) + BLOCK_BYTES);
            }
            System.arraycopy(data, at, interval, length, bytes);
            length += bytes;
            at = next + 1;
            if (!stuffed) {
                marker = ff;
                break;
            }
        }
        position = 0;
        end = 8L * length;
    }

    /** The next bits, 57 at least, left-aligned. */
    private static long window(byte[] bytes, long at) {
        return (long) LONGS.get(bytes, (int) (at >>> 3)) << (at & 7);
    }

    /** Returns the next symbol, or -1 where the bits are no code. */
    int symbol(JpegHuffman table) {
        int entry = table.entry(window(interval, position));
        position += JpegHuffman.codeLength(entry);
        return entry == 0 ? -1 : JpegHuffman.symbol(entry);
    }

    /** Returns the next bits, 16 at most, as an unsigned number. */
    int read(int length) {
        long next = window(interval, position);
        position += length;
        return (int) (next >>> 1 >>> (SIGN - length));
    }

    /** Returns the value that the next bits stand for (T.81, F.2.2.1, EXTEND). */
    int value(int length) {
        int v = read(length);
        return length > 0 && v < 1 << (length - 1) ? v - (1 << length) + 1 : v;
    }

    /**
     * Reads the AC coefficients of a sequential block (T.81, F.2.2.2), and multiplies them by their steps. Returns the index of the last one that is
     * not zero, in zigzag order, or -1 if the bits are invalid.
     *
     * @param longest by index in zigzag order, the most bits that a coefficient may have
     * @param steps by index in zigzag order
     * @param block receives the coefficients, row by row; must hold zeros
     */
    int coefficients(JpegHuffman table, int[] longest, int[] steps, int[] block) {
        // The decoder of an image spends much of its time here.
        byte[] bytes = interval;
        long at = position;
        int last = 0;
        int k = 1;
        while (k < JpegCoefficients.PER_BLOCK) {
            long next = window(bytes, at);
            int used = 0;
            do {
                int entry = table.entry(next);
                int symbol = JpegHuffman.symbol(entry);
                int bits = JpegHuffman.length(entry);
                if (symbol == 0) {
                    position = at + used + bits;
                    return entry != 0 ? last : -1;
                }
                k += symbol >> 4;
                int length = symbol & 15;
                if (length == 0) {
                    if (symbol != ZERO_RUN) {
                        return -1;
                    }
                } else if (k >= JpegCoefficients.PER_BLOCK || length > longest[k]) {
                    return -1;
                } else {
                    long value = next << JpegHuffman.codeLength(entry);
                    // A value that begins with 0 is negative (T.81, F.2.2.1, EXTEND).
                    int negative = (int) (~value >> SIGN);
                    int extended = (int) (value >>> (Long.SIZE - length)) + (negative & (1 - (1 << length)));
                    block[JpegCoefficients.NATURAL[k]] = extended * steps[k];
                    last = k;
                }
                k++;
                used += bits;
                next <<= bits;
            } while (used <= WINDOW - LONGEST_CODE && k < JpegCoefficients.PER_BLOCK);
            at += used;
        }
        position = at;
        return k == JpegCoefficients.PER_BLOCK ? last : -1;
    }

    /** Returns whether more bits were read than there are. */
    boolean exhausted() {
        return position > end;
    }

    /** Returns whether all of the interval was read, but for the bits that fill its last byte. */
    boolean finished() {
        return position <= end && position > end - 8;
    }

    /** Returns the offset of the marker that ends the interval. */
    int marker() {
        return marker;
    }
}
