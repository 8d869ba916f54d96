package org.robustdx.inference.image.jpeg;

/**
 * The inverse cosine transform of a block (ITU-T T.81, A.3.3): the accurate integer method of the Independent JPEG Group, by Loeffler, Ligtenberg and
 * Moschytz (ICASSP 1989). It gives the samples that most decoders give, bit by bit.
 */
final class JpegDct {
    private static final int SIDE = 8;
    private static final int SCALE_BITS = 13;

    private static final int FIX_0_298631336 = 2446;
    private static final int FIX_0_390180644 = 3196;
    private static final int FIX_0_541196100 = 4433;
    private static final int FIX_0_765366865 = 6270;
    private static final int FIX_0_899976223 = 7373;
    private static final int FIX_1_175875602 = 9633;
    private static final int FIX_1_501321110 = 12299;
    private static final int FIX_1_847759065 = 15137;
    private static final int FIX_1_961570560 = 16069;
    private static final int FIX_2_053119869 = 16819;
    private static final int FIX_2_562915447 = 20995;
    private static final int FIX_3_072711026 = 25172;

    /** By index in zigzag order: the columns that coefficients up to it lie in. */
    private static final int[] COLUMNS = columns();

    private final int[] work = new int[JpegCoefficients.PER_BLOCK];
    private final int middle;
    private final int max;
    /** Fraction bits that the columns keep for the rows; one less where 12-bit samples would overflow. */
    private final int fraction;

    /** @param precision bits of a sample, 8 or 12 */
    JpegDct(int precision) {
        middle = 1 << (precision - 1);
        max = (1 << precision) - 1;
        fraction = precision > 8 ? 1 : 2;
    }

    private static int[] columns() {
        int[] columns = new int[JpegCoefficients.PER_BLOCK];
        int most = 0;
        for (int k = 0; k < columns.length; k++) {
            most = Math.max(most, JpegCoefficients.NATURAL[k] % SIDE + 1);
            columns[k] = most;
        }
        return columns;
    }

    /**
     * Writes the samples of a block.
     *
     * @param in its coefficients, row by row
     * @param last index of the last coefficient that is not zero, in zigzag order
     */
    void inverse(int[] in, int last, short[] out, int at, int stride) {
        if (last == 0) {
            flat(in[0], out, at, stride);
            return;
        }
        int columns = COLUMNS[last];
        for (int x = 0; x < columns; x++) {
            column(in, x);
        }
        int to = at;
        if (columns <= SIDE / 2) {
            for (int row = 0; row < JpegCoefficients.PER_BLOCK; row += SIDE, to += stride) {
                shortRow(row, columns, out, to);
            }
        } else {
            for (int x = columns; x < SIDE; x++) {
                for (int i = x; i < JpegCoefficients.PER_BLOCK; i += SIDE) {
                    work[i] = 0;
                }
            }
            for (int row = 0; row < JpegCoefficients.PER_BLOCK; row += SIDE, to += stride) {
                row(row, out, to);
            }
        }
    }

    private void flat(int dc, short[] out, int at, int stride) {
        short value = sample(((dc << fraction) + (1 << (fraction + 2))) >> (fraction + 3));
        for (int y = 0, to = at; y < SIDE; y++, to += stride) {
            for (int x = 0; x < SIDE; x++) {
                out[to + x] = value;
            }
        }
    }

    private void column(int[] in, int x) {
        int[] w = work;
        int shift = SCALE_BITS - fraction;
        int round = 1 << (shift - 1);
        int i1 = in[x + 8];
        int i2 = in[x + 16];
        int i3 = in[x + 24];
        int i4 = in[x + 32];
        int i5 = in[x + 40];
        int i6 = in[x + 48];
        int i7 = in[x + 56];
        if ((i1 | i2 | i3 | i4 | i5 | i6 | i7) == 0) {
            int value = in[x] << fraction;
            for (int i = x; i < JpegCoefficients.PER_BLOCK; i += SIDE) {
                w[i] = value;
            }
            return;
        }
        int e = (i2 + i6) * FIX_0_541196100;
        int t2 = e - i6 * FIX_1_847759065;
        int t3 = e + i2 * FIX_0_765366865;
        int t0 = (in[x] + i4) << SCALE_BITS;
        int t1 = (in[x] - i4) << SCALE_BITS;
        int t10 = t0 + t3 + round;
        int t13 = t0 - t3 + round;
        int t11 = t1 + t2 + round;
        int t12 = t1 - t2 + round;
        int z5 = (i7 + i3 + i5 + i1) * FIX_1_175875602;
        int z1 = -(i7 + i1) * FIX_0_899976223;
        int z2 = -(i5 + i3) * FIX_2_562915447;
        int z3 = z5 - (i7 + i3) * FIX_1_961570560;
        int z4 = z5 - (i5 + i1) * FIX_0_390180644;
        int o0 = i7 * FIX_0_298631336 + z1 + z3;
        int o1 = i5 * FIX_2_053119869 + z2 + z4;
        int o2 = i3 * FIX_3_072711026 + z2 + z3;
        int o3 = i1 * FIX_1_501321110 + z1 + z4;
        w[x] = (t10 + o3) >> shift;
        w[x + 56] = (t10 - o3) >> shift;
        w[x + 8] = (t11 + o2) >> shift;
        w[x + 48] = (t11 - o2) >> shift;
        w[x + 16] = (t12 + o1) >> shift;
        w[x + 40] = (t12 - o1) >> shift;
        w[x + 24] = (t13 + o0) >> shift;
        w[x + 32] = (t13 - o0) >> shift;
    }

    /** A row whose last four columns are zero. */
    private void shortRow(int row, int columns, short[] out, int at) {
        int[] w = work;
        int i1 = columns > 1 ? w[row + 1] : 0;
        int i2 = columns > 2 ? w[row + 2] : 0;
        int i3 = columns > 3 ? w[row + 3] : 0;
        int t2 = i2 * FIX_0_541196100;
        int t3 = i2 * (FIX_0_541196100 + FIX_0_765366865);
        int t0 = w[row] << SCALE_BITS;
        int z5 = (i3 + i1) * FIX_1_175875602;
        int z3 = z5 - i3 * FIX_1_961570560;
        int z4 = z5 - i1 * FIX_0_390180644;
        int z1 = -i1 * FIX_0_899976223;
        int z2 = -i3 * FIX_2_562915447;
        store(
                out,
                at,
                t0,
                t0,
                t2,
                t3,
                z1 + z3,
                z2 + z4,
                i3 * FIX_3_072711026 + z2 + z3,
                i1 * FIX_1_501321110 + z1 + z4);
    }

    private void row(int row, short[] out, int at) {
        int[] w = work;
        int i1 = w[row + 1];
        int i2 = w[row + 2];
        int i3 = w[row + 3];
        int i4 = w[row + 4];
        int i5 = w[row + 5];
        int i6 = w[row + 6];
        int i7 = w[row + 7];
        int e = (i2 + i6) * FIX_0_541196100;
        int t2 = e - i6 * FIX_1_847759065;
        int t3 = e + i2 * FIX_0_765366865;
        int t0 = (w[row] + i4) << SCALE_BITS;
        int t1 = (w[row] - i4) << SCALE_BITS;
        int z5 = (i7 + i3 + i5 + i1) * FIX_1_175875602;
        int z1 = -(i7 + i1) * FIX_0_899976223;
        int z2 = -(i5 + i3) * FIX_2_562915447;
        int z3 = z5 - (i7 + i3) * FIX_1_961570560;
        int z4 = z5 - (i5 + i1) * FIX_0_390180644;
        store(
                out,
                at,
                t0,
                t1,
                t2,
                t3,
                i7 * FIX_0_298631336 + z1 + z3,
                i5 * FIX_2_053119869 + z2 + z4,
                i3 * FIX_3_072711026 + z2 + z3,
                i1 * FIX_1_501321110 + z1 + z4);
    }

    /** Adds the even and the odd half of a row. */
    private void store(short[] out, int at, int t0, int t1, int t2, int t3, int o0, int o1, int o2, int o3) {
        int shift = SCALE_BITS + fraction + 3;
        int round = 1 << (shift - 1);
        int t10 = t0 + t3 + round;
        int t13 = t0 - t3 + round;
        int t11 = t1 + t2 + round;
        int t12 = t1 - t2 + round;
        out[at] = sample((t10 + o3) >> shift);
        out[at + 7] = sample((t10 - o3) >> shift);
        out[at + 1] = sample((t11 + o2) >> shift);
        out[at + 6] = sample((t11 - o2) >> shift);
        out[at + 2] = sample((t12 + o1) >> shift);
        out[at + 5] = sample((t12 - o1) >> shift);
        out[at + 3] = sample((t13 + o0) >> shift);
        out[at + 4] = sample((t13 - o0) >> shift);
    }

    private short sample(int centred) {
        int value = centred + middle;
        // Few samples are out of range, so the branch is cheaper than two comparisons for each.
        return (short) ((value & ~max) == 0 ? value : ~value >> (Integer.SIZE - 1) & max);
    }
}
