package org.robustdx.inference.image.jpeg;

/**
 * Decodes the blocks of a JPEG scan: sequential (ITU-T T.81, F.2.2) and progressive (G.1.2, G.2). Every method returns whether the bits are
 * a valid block. A symbol that no encoder may write shows that bits before it are lost.
 */
final class JpegBlocks {
    private static final int ZERO_RUN = 15;
    /** Longest DC difference and AC coefficient of 8-bit samples, in bits (T.81, F.1.2.1.1 and F.1.2.2.1). */
    private static final int MAX_DC = 11;

    private static final int MAX_AC = 10;
    /** How much longer those of 12-bit samples are. */
    private static final int LONGER = 4;

    /**
     * What the coefficients of a component may be, and what they stand for.
     *
     * @param largestDc the largest possible DC coefficient
     * @param longest by index in zigzag order, the most bits that a coefficient may have
     * @param steps by index in zigzag order, the factor of a coefficient
     */
    @SuppressWarnings("ArrayRecordComponent") // tables, never compared
    record Scale(int largestDc, int[] longest, int[] steps) {
        static Scale of(JpegQuantization table) {
            return new Scale(table.largest(0), table.lengths(), table.steps());
        }
    }

    private final JpegBits bits;
    private final int first;
    private final int last;
    private final int low;
    private final int maxDc;
    private final int maxAc;
    /** Number of following blocks without coefficients, in a progressive AC scan. */
    private int endOfBlocks;

    /** Creates a decoder of the blocks of a scan. */
    JpegBlocks(JpegBits bits, JpegScan scan, int precision) {
        this.bits = bits;
        this.first = scan.first();
        this.last = scan.last();
        this.low = scan.low();
        this.maxDc = precision > 8 ? MAX_DC + LONGER : MAX_DC;
        this.maxAc = precision > 8 ? MAX_AC + LONGER : MAX_AC;
    }

    /** Starts an interval. Returns whether the previous one was complete. */
    boolean restart() {
        boolean ended = endOfBlocks == 0;
        endOfBlocks = 0;
        return ended;
    }

    /**
     * Reads a sequential block, and multiplies its coefficients by their steps. Returns the index of the last coefficient that is not zero, in zigzag
     * order, or -1 if the bits are invalid.
     *
     * @param dcs by component: the DC coefficient of the previous block, and then of this one
     * @param block receives the coefficients, row by row; must hold zeros
     */
    int sequential(JpegHuffman dc, JpegHuffman ac, int[] dcs, int component, Scale scale, int[] block) {
        int size = bits.symbol(dc);
        if (size < 0 || size > maxDc) {
            return -1;
        }
        dcs[component] += bits.value(size);
        if (Math.abs(dcs[component]) > scale.largestDc) {
            return -1;
        }
        block[0] = dcs[component] * scale.steps[0];
        return bits.coefficients(ac, scale.longest, scale.steps, block);
    }

    /** Reads the high bits of a DC coefficient. */
    boolean dcFirst(JpegHuffman dc, int[] dcs, int component, short[] target, int at) {
        int size = bits.symbol(dc);
        if (size < 0 || size > maxDc) {
            return false;
        }
        dcs[component] += bits.value(size);
        target[at] = (short) (dcs[component] << low);
        return true;
    }

    /** Reads one more bit of a DC coefficient. */
    boolean dcRefine(short[] target, int at) {
        target[at] |= (short) (bits.read(1) << low);
        return true;
    }

    /** Reads the high bits of a band of AC coefficients. */
    boolean acFirst(JpegHuffman ac, short[] target, int at) {
        if (endOfBlocks > 0) {
            endOfBlocks--;
            return true;
        }
        int k = first;
        while (k <= last) {
            int symbol = bits.symbol(ac);
            if (symbol < 0) {
                return false;
            }
            int run = symbol >> 4;
            int length = symbol & 15;
            if (length == 0 && run != ZERO_RUN) {
                endOfBlocks = (1 << run) + bits.read(run) - 1;
                return true;
            }
            k += run;
            if (k > last || length > maxAc) {
                return false;
            }
            target[at + k++] = (short) (bits.value(length) << low);
        }
        return true;
    }

    /** Reads one more bit of each coefficient of a band, and those that become other than zero by it (T.81, G.1.2.3). */
    boolean acRefine(JpegHuffman ac, short[] target, int at) {
        int k = first;
        if (endOfBlocks == 0) {
            while (k <= last) {
                int symbol = bits.symbol(ac);
                if (symbol < 0) {
                    return false;
                }
                int run = symbol >> 4;
                int length = symbol & 15;
                if (length > 1) {
                    return false;
                }
                if (length == 0 && run != ZERO_RUN) {
                    endOfBlocks = (1 << run) + bits.read(run);
                    break;
                }
                int sign = length == 0 ? 0 : bits.read(1) == 1 ? 1 : -1;
                k = correct(target, at, k, run);
                if (k > last) {
                    return false;
                }
                target[at + k++] = (short) (sign << low);
            }
        }
        if (endOfBlocks > 0) {
            correct(target, at, k, Integer.MAX_VALUE);
            endOfBlocks--;
        }
        return true;
    }

    /** Corrects the coefficients that are not zero, until after so many that are; returns the index of the zero that follows these. */
    private int correct(short[] target, int at, int from, int zeros) {
        int left = zeros;
        for (int k = from; k <= last; k++) {
            int value = target[at + k];
            if (value == 0) {
                if (left-- == 0) {
                    return k;
                }
            } else if (bits.read(1) == 1 && (value & (1 << low)) == 0) {
                target[at + k] += (short) (value > 0 ? 1 << low : -1 << low);
            }
        }
        return last + 1;
    }
}
