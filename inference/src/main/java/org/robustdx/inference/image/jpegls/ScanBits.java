package org.robustdx.inference.image.jpegls;

/** The bits of a scan (ITU-T T.87, A.1), up to the first marker. A byte that follows FF has seven bits. Reads past the end return zeros. */
final class ScanBits {
    private static final int MARKER = 0x80;
    /** What may be left when all samples are decoded: the bits that fill the last byte, and a stuffed byte. */
    private static final int MOST_LEFT = 15;

    private final byte[] data;
    private int position;
    private boolean afterFf;
    private boolean ended;
    /** The next bits, left-aligned. */
    private long cache;
    /** How many bits the cache holds. */
    private int held;
    /** How many of them, the last ones, are no bits of the scan. */
    private int padding;

    ScanBits(byte[] data, int from) {
        this.data = data;
        this.position = from;
    }

    private void fill() {
        while (held <= Long.SIZE - Byte.SIZE) {
            int next = position < data.length ? data[position] & 0xff : -1;
            boolean marker = next == 0xff && (position + 1 >= data.length || (data[position + 1] & MARKER) != 0);
            if (ended || next < 0 || marker || (afterFf && next >= MARKER)) {
                ended = true;
                padding += Byte.SIZE;
                held += Byte.SIZE;
                continue;
            }
            int length = afterFf ? Byte.SIZE - 1 : Byte.SIZE;
            cache |= (long) next << (Long.SIZE - held - length);
            held += length;
            afterFf = next == 0xff;
            position++;
        }
    }

    /** Returns the next bits, 0 to 32, as an unsigned number. */
    int read(int count) {
        if (held < count) {
            fill();
        }
        int value = (int) (cache >>> 1 >>> (Long.SIZE - 1 - count));
        drop(count);
        return value;
    }

    /** Returns how many zeros come before the next one, and moves behind that; or {@code most + 1} if there are more than {@code most}. */
    int zeros(int most) {
        int count = 0;
        while (true) {
            fill();
            int here = Math.min(held, Long.numberOfLeadingZeros(cache));
            count += here;
            if (count > most) {
                return most + 1;
            }
            if (here < held) {
                drop(here + 1);
                return count;
            }
            drop(here);
        }
    }

    private void drop(int count) {
        cache = count == Long.SIZE ? 0 : cache << count;
        held -= count;
    }

    /** Returns whether more bits were read than there are. */
    boolean exhausted() {
        return held < padding;
    }

    /** Returns whether all bits were read, but for those that fill the last byte. */
    boolean finished() {
        fill();
        return ended && held >= padding && held - padding <= MOST_LEFT;
    }

    /** Returns the offset of the marker that ends the scan, once it is {@linkplain #finished finished}. */
    int end() {
        return position;
    }
}
