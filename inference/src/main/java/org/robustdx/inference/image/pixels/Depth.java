package org.robustdx.inference.image.pixels;

/** Converts samples of any depth to 8 bits, and finds how many of 16 stored bits are used. */
public final class Depth {
    private static final int STORED = 16;

    private Depth() {}

    /**
     * Returns the bits that an image of 16 stored bits uses. Cameras and scanners of 10, 12 and 14 bits store their values in 16 as they are.
     *
     * @param largest the largest sample of the colour channels
     * @param declared the bits that the content declares, 0 if it does not. A declaration holds if the samples fit; if they do not, the
     *     writer has scaled them to 16 bits, as the PNG specification demands (11.3.2.4).
     */
    public static int significant(int largest, int declared) {
        if (declared > 0) {
            return largest < 1 << declared ? declared : STORED;
        }
        int bits = 8;
        while (bits < STORED && largest >= 1 << bits) {
            bits += 2;
        }
        return bits;
    }

    /** Returns the 8 highest bits of a sample of more than 8 bits. A sample of fewer bits is scaled to 0..255 and rounded. */
    public static int toByte(int sample, int bits) {
        if (bits >= 8) {
            return sample >> (bits - 8);
        }
        int most = (1 << bits) - 1;
        return (sample * 255 + most / 2) / most;
    }
}
