package org.robustdx.inference.image;

import java.nio.ByteBuffer;

/**
 * A perceptual hash of 256 bits (a difference hash), which recognises similar images without storing them. The image is averaged to 16 rows of 17
 * gray values; each bit states whether a value is brighter than its left neighbour. Brightness, contrast, compression and noise change few bits. The
 * usual 64 bits are too few: they do not distinguish chest X-rays of different people.
 *
 * @param first bits of rows 0 to 3, the first one highest
 * @param second bits of rows 4 to 7
 * @param third bits of rows 8 to 11
 * @param fourth bits of rows 12 to 15
 * @see <a href="https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html">Krawetz, Kind of Like That (2013)</a>
 */
public record PerceptualHash(long first, long second, long third, long fourth) {
    /** Number of bits. */
    public static final int BITS = 256;

    private static final int BYTES = BITS / Byte.SIZE;
    private static final int SIDE = 16;

    /** Returns the hash of an image. */
    public static PerceptualHash of(Raster image) {
        Raster small = Resizer.resize(image.toChannels(1), SIDE, SIDE + 1, Fit.CROP);
        long[] words = new long[4];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 1; x <= SIDE; x++) {
                long brighter = small.sample(y, x, 0) > small.sample(y, x - 1, 0) ? 1 : 0;
                words[y / 4] = words[y / 4] << 1 | brighter;
            }
        }
        return new PerceptualHash(words[0], words[1], words[2], words[3]);
    }

    /**
     * Returns the hash that {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if there are not 32 bytes
     */
    public static PerceptualHash ofBytes(ByteBuffer bytes) {
        if (bytes.remaining() != BYTES) {
            throw new IllegalArgumentException("bytes: " + bytes.remaining() + " (expected: " + BYTES + ")");
        }
        ByteBuffer in = bytes.duplicate();
        return new PerceptualHash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    /** Returns the hash as 32 bytes. */
    public ByteBuffer toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .flip();
    }

    /** Returns how many bits differ, 0 to 256. */
    public int distance(PerceptualHash other) {
        return Long.bitCount(first ^ other.first)
                + Long.bitCount(second ^ other.second)
                + Long.bitCount(third ^ other.third)
                + Long.bitCount(fourth ^ other.fourth);
    }
}
