package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import java.util.List;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * Rewrites the coefficients of a JPEG stream as one sequential scan. The JDK's reader renders the whole image once per scan, so a stream of many
 * scans is then decoded several times faster. Coefficients and pixels do not change.
 */
final class JpegRecoder {
    private static final int MAX_UNIT_BLOCKS = 10;
    private static final int EXTENDED = 0xc1;
    /** More than a block takes: 64 codes of 16 bits, values of 11 bits, a zero after each byte. */
    private static final int BLOCK_BYTES = 512;

    private static final int END_OF_BLOCK = 0;
    private static final int ZERO_RUN = 0xf0;

    private final JpegStream stream;
    private final JpegFrame frame;
    private final JpegCoefficients coefficients;
    private final int[][] dcCodes = {
        JpegHuffman.standardDc(0).codes(), JpegHuffman.standardDc(1).codes()
    };
    private final int[][] acCodes = {
        JpegHuffman.standardAc(0).codes(), JpegHuffman.standardAc(1).codes()
    };
    private final JpegQuantization[] tables;
    private byte[] out;
    private int size;
    private long pending;
    private int pendingBits;

    private JpegRecoder(JpegStream stream, JpegCoefficients coefficients) throws RefusedException {
        this.stream = stream;
        tables = JpegQuantization.of(stream);
        this.coefficients = coefficients;
        frame = stream.frame();
        out = new byte[1024 + stream.jpeg().length];
    }

    /**
     * Returns the stream with the same coefficients in one scan.
     *
     * @throws RefusedException if data are lost, or the coefficients cannot be written as one scan
     */
    static byte[] toSingleScan(JpegStream stream) throws RefusedException {
        int blocks = 0;
        for (JpegFrame.Component component : stream.frame().components()) {
            blocks += component.horizontal() * component.vertical();
        }
        if (blocks > MAX_UNIT_BLOCKS) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "JPEG with several scans and " + blocks + " blocks per unit is not supported (limit: "
                            + MAX_UNIT_BLOCKS + ")");
        }
        return new JpegRecoder(stream, JpegEntropy.decode(stream)).write();
    }

    private byte[] write() throws RefusedException {
        marker(JpegStream.SOI);
        for (JpegStream.Segment segment : stream.segments()) {
            if (segment.marker() == JpegStream.SOS) {
                break;
            }
            // These tell readers the colour space.
            if (segment.isApplication() && !JpegProfiles.isProfile(stream.jpeg(), segment)) {
                segment(segment.marker(), Arrays.copyOfRange(stream.jpeg(), segment.from(), segment.to()));
            }
        }
        for (int i = 0; i < tables.length; i++) {
            segment(JpegStream.DQT, tables[i].toBytes(i));
        }
        frameHeader();
        for (int i = 0; i < 2; i++) {
            huffman(i, JpegHuffman.standardDc(i));
            huffman(0x10 | i, JpegHuffman.standardAc(i));
        }
        scan();
        marker(JpegStream.EOI);
        return Arrays.copyOf(out, size);
    }

    private void frameHeader() {
        List<JpegFrame.Component> components = frame.components();
        byte[] header = new byte[6 + 3 * components.size()];
        header[0] = 8;
        header[1] = (byte) (frame.height() >> 8);
        header[2] = (byte) frame.height();
        header[3] = (byte) (frame.width() >> 8);
        header[4] = (byte) frame.width();
        header[5] = (byte) components.size();
        for (int i = 0; i < components.size(); i++) {
            JpegFrame.Component component = components.get(i);
            header[6 + 3 * i] = (byte) component.id();
            header[7 + 3 * i] = (byte) ((component.horizontal() << 4) | component.vertical());
            header[8 + 3 * i] = (byte) i;
        }
        segment(EXTENDED, header);
    }

    private void huffman(int number, JpegHuffman table) {
        byte[] bytes = table.toBytes();
        byte[] segment = new byte[1 + bytes.length];
        segment[0] = (byte) number;
        System.arraycopy(bytes, 0, segment, 1, bytes.length);
        segment(JpegStream.DHT, segment);
    }

    private void scan() throws RefusedException {
        List<JpegFrame.Component> components = frame.components();
        int count = components.size();
        byte[] header = new byte[4 + 2 * count];
        header[0] = (byte) count;
        for (int i = 0; i < count; i++) {
            header[1 + 2 * i] = (byte) components.get(i).id();
            header[2 + 2 * i] = (byte) (i == 0 ? 0x00 : 0x11);
        }
        header[2 + 2 * count] = 63;
        segment(JpegStream.SOS, header);
        int[] dcs = new int[count];
        // A scan of one component holds its blocks in rows, whatever its sampling factors.
        boolean single = count == 1;
        int wide = single ? components.get(0).blocksWide() : frame.unitsWide();
        int high = single ? components.get(0).blocksHigh() : frame.unitsHigh();
        for (int row = 0; row < high; row++) {
            for (int column = 0; column < wide; column++) {
                for (int i = 0; i < count; i++) {
                    int across = single ? 1 : components.get(i).horizontal();
                    int down = single ? 1 : components.get(i).vertical();
                    for (int y = row * down; y < (row + 1) * down; y++) {
                        for (int x = column * across; x < (column + 1) * across; x++) {
                            block(i, coefficients.offset(i, y, x), dcs);
                        }
                    }
                }
            }
        }
        if (pendingBits > 0) {
            bits((1 << (8 - pendingBits)) - 1, 8 - pendingBits);
        }
    }

    private void block(int component, int at, int[] dcs) throws RefusedException {
        short[] values = coefficients.of(component);
        room(BLOCK_BYTES);
        int[] ac = acCodes[Math.min(component, 1)];
        JpegQuantization table = tables[component];
        check(values[at], table.largest(0));
        code(dcCodes[Math.min(component, 1)], 0, values[at] - dcs[component]);
        dcs[component] = values[at];
        int run = 0;
        for (int k = 1; k < JpegCoefficients.PER_BLOCK; k++) {
            int value = values[at + k];
            if (value == 0) {
                run++;
                continue;
            }
            check(value, table.largest(k));
            for (; run > 15; run -= 16) {
                symbol(ac, ZERO_RUN);
            }
            code(ac, run, value);
            run = 0;
        }
        if (run > 0) {
            symbol(ac, END_OF_BLOCK);
        }
    }

    private static void check(int value, int largest) throws RefusedException {
        if (Math.abs(value) > largest) {
            throw JpegStream.damaged("a coefficient is larger than any image makes it");
        }
    }

    /** Writes the symbol of a run of zeros and of a value's length, then the value. */
    private void code(int[] codes, int run, int value) throws RefusedException {
        int length = Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(value));
        symbol(codes, (run << 4) | length);
        bits((value < 0 ? value - 1 : value) & ((1 << length) - 1), length);
    }

    private void symbol(int[] codes, int symbol) throws RefusedException {
        int code = symbol < codes.length ? codes[symbol] : 0;
        if (code == 0) {
            throw JpegStream.damaged("a coefficient is larger than there is a code for");
        }
        bits(code & 0xffff, code >> 16);
    }

    private void bits(int value, int length) {
        pending = (pending << length) | value;
        pendingBits += length;
        while (pendingBits >= 8) {
            pendingBits -= 8;
            byte next = (byte) (pending >> pendingBits);
            out[size++] = next;
            if (next == -1) {
                out[size++] = 0;
            }
        }
    }

    private void segment(int marker, byte[] payload) {
        marker(marker);
        int length = payload.length + 2;
        room(length);
        out[size++] = (byte) (length >> 8);
        out[size++] = (byte) length;
        System.arraycopy(payload, 0, out, size, payload.length);
        size += payload.length;
    }

    private void marker(int marker) {
        room(2);
        out[size++] = (byte) 0xff;
        out[size++] = (byte) marker;
    }

    private void room(int bytes) {
        if (out.length - size < bytes) {
            out = Arrays.copyOf(out, (int) Math.min(Integer.MAX_VALUE - 8L, out.length * 3L / 2 + bytes));
        }
    }
}
