package org.robustdx.inference.image.jpeg;

import java.util.List;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** The quantized coefficients of a JPEG frame: 2 bytes each, by component and block, those of a block in zigzag order. */
final class JpegCoefficients {
    static final int PER_BLOCK = 64;
    /** By index in zigzag order (T.81, figure A.6): the index in rows of eight. */
    static final int[] NATURAL = natural();

    private final int[] blocksWide;
    private final short[][] values;

    /**
     * Creates coefficients of value 0. Each component has room for whole minimum coded units.
     *
     * @throws RefusedException if one component has more coefficients than an array can hold
     */
    JpegCoefficients(JpegFrame frame) throws RefusedException {
        List<JpegFrame.Component> components = frame.components();
        blocksWide = new int[components.size()];
        values = new short[components.size()][];
        for (int i = 0; i < values.length; i++) {
            blocksWide[i] = frame.unitsWide() * components.get(i).horizontal();
            long size =
                    (long) blocksWide[i] * frame.unitsHigh() * components.get(i).vertical() * PER_BLOCK;
            if (size > Integer.MAX_VALUE - 8) {
                throw new RefusedException(Reason.LIMIT, "a component has " + size + " coefficients");
            }
            values[i] = new short[(int) size];
        }
    }

    private static int[] natural() {
        int[] natural = new int[PER_BLOCK];
        int k = 0;
        for (int diagonal = 0; diagonal < 15; diagonal++) {
            int first = Math.max(0, diagonal - 7);
            int last = Math.min(7, diagonal);
            for (int i = first; i <= last; i++) {
                // Odd diagonals run down, even ones up.
                int row = diagonal % 2 == 1 ? i : diagonal - i;
                natural[k++] = 8 * row + diagonal - row;
            }
        }
        return natural;
    }

    /** Returns all coefficients of a component. */
    short[] of(int component) {
        return values[component];
    }

    /** Returns the index of a block's first coefficient within its component. */
    int offset(int component, int row, int column) {
        return (row * blocksWide[component] + column) * PER_BLOCK;
    }
}
