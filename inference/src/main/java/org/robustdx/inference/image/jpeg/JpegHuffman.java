package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.robustdx.inference.image.RefusedException;

/** A Huffman table of a JPEG stream (ITU-T T.81, annex C). */
final class JpegHuffman {
    /** Codes up to this length are decoded by one table lookup. */
    private static final int LOOK = 9;

    private static final int MAX_LENGTH = 16;
    private static final JpegHuffman[] STANDARD_DC = {
        of(JPEGHuffmanTable.StdDCLuminance), of(JPEGHuffmanTable.StdDCChrominance)
    };
    private static final JpegHuffman[] STANDARD_AC = {
        of(JPEGHuffmanTable.StdACLuminance), of(JPEGHuffmanTable.StdACChrominance)
    };

    private final int[] counts;
    private final byte[] symbols;
    /** By the next {@link #LOOK} bits: the entry of the code they begin with, or 0 if it is longer or there is none. */
    private int[] look = new int[0];
    /** By length: the first code that is too large for it, left-aligned to 16 bits. */
    private final int[] end = new int[MAX_LENGTH + 1];
    /** By length: what to add to a code to get the index of its symbol. */
    private final int[] shift = new int[MAX_LENGTH + 1];

    /** Creates the table from the number of codes of each length (1 to 16) and their symbols. */
    private JpegHuffman(int[] counts, byte[] symbols) {
        this.counts = counts;
        this.symbols = symbols;
    }

    /**
     * Returns this table, ready for decoding. A stream may define many more tables than it uses.
     *
     * @throws RefusedException if no such code exists
     */
    JpegHuffman ready() throws RefusedException {
        if (look.length > 0) {
            return this;
        }
        int[] entries = new int[1 << LOOK];
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            int count = counts[length];
            if (code + count > 1 << length) {
                throw JpegStream.damaged("a Huffman table has more codes than there can be");
            }
            shift[length] = index - code;
            if (length <= LOOK) {
                int width = 1 << (LOOK - length);
                for (int i = 0; i < count; i++) {
                    Arrays.fill(entries, (code + i) * width, (code + i + 1) * width, entry(length, symbols[index + i]));
                }
            }
            code += count;
            index += count;
            end[length] = code << (MAX_LENGTH - length);
            code <<= 1;
        }
        look = entries;
        return this;
    }

    /**
     * Reads the table that begins at an offset.
     *
     * @throws RefusedException if it does not fit into the segment, or is invalid
     */
    static JpegHuffman read(byte[] jpeg, int at, int to) throws RefusedException {
        int[] counts = new int[MAX_LENGTH + 1];
        int total = 0;
        for (int i = 1; i <= MAX_LENGTH && at + i <= to; i++) {
            counts[i] = jpeg[at + i - 1] & 0xff;
            total += counts[i];
        }
        if (total > 256 || at + MAX_LENGTH + total > to) {
            throw JpegStream.damaged("a Huffman table is too short");
        }
        return new JpegHuffman(counts, Arrays.copyOfRange(jpeg, at + MAX_LENGTH, at + MAX_LENGTH + total));
    }

    /** Returns the standard DC table (T.81, K.3) of luminance (0) or chrominance (1): streams without tables mean these. */
    static JpegHuffman standardDc(int number) {
        return STANDARD_DC[number];
    }

    /** Returns the standard AC table (T.81, K.3) of luminance (0) or chrominance (1). */
    static JpegHuffman standardAc(int number) {
        return STANDARD_AC[number];
    }

    private static JpegHuffman of(JPEGHuffmanTable table) {
        short[] lengths = table.getLengths();
        short[] values = table.getValues();
        int[] counts = new int[MAX_LENGTH + 1];
        for (int i = 0; i < lengths.length; i++) {
            counts[i + 1] = lengths[i];
        }
        byte[] symbols = new byte[values.length];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = (byte) values[i];
        }
        try {
            return new JpegHuffman(counts, symbols).ready();
        } catch (RefusedException e) {
            throw new IllegalStateException("the JDK's standard Huffman table is broken", e);
        }
    }

    private static int entry(int length, byte symbol) {
        return ((length + (symbol & 15)) << 16) | (length << 8) | (symbol & 0xff);
    }

    /** Returns the entry of the code that left-aligned bits begin with, or 0 if there is none. */
    int entry(long next) {
        int entry = look[(int) (next >>> (Long.SIZE - LOOK))];
        return entry != 0 ? entry : search((int) (next >>> (Long.SIZE - MAX_LENGTH)));
    }

    private int search(int next16) {
        for (int length = LOOK + 1; length <= MAX_LENGTH; length++) {
            if (next16 < end[length]) {
                int index = (next16 >> (MAX_LENGTH - length)) + shift[length];
                return entry(length, symbols[index]);
            }
        }
        return 0;
    }

    /** Returns the symbol of an entry. */
    static int symbol(int entry) {
        return entry & 0xff;
    }

    /** Returns the length of an entry's code. */
    static int codeLength(int entry) {
        return (entry >> 8) & 0xff;
    }

    /** Returns the length of an entry's code and of the value that follows it: the low half of the symbol says how long that is. */
    static int length(int entry) {
        return entry >> 16;
    }

    /** Returns how many bytes the table takes in a DHT segment, without its number. */
    int bytes() {
        return MAX_LENGTH + symbols.length;
    }
}
