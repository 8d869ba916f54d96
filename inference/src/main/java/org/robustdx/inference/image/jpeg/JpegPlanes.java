package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import java.util.List;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** The samples of a DCT-coded JPEG frame: one plane for each component, as coded, and their rows at the size of the image. */
final class JpegPlanes implements JpegEntropy.Blocks {
    private static final int SIDE = 8;
    /** Narrower planes are enlarged by repetition, as other decoders do. */
    private static final int NARROW = 2;

    /** Colour conversion (ITU-T T.871), in fractions of 65,536: 1.402, 0.344136, 0.714136 and 1.772. */
    private static final int[] RED_OF_CR = table(91881, 1 << 15, 16);

    private static final int[] GREEN_OF_CB = table(-22554, 1 << 15, 0);
    private static final int[] GREEN_OF_CR = table(-46802, 0, 0);
    private static final int[] BLUE_OF_CB = table(116130, 1 << 15, 16);

    private final JpegFrame frame;
    private final JpegDct dct;
    private final int[] strides;
    private final short[][] planes;

    private JpegPlanes(JpegFrame frame) throws RefusedException {
        this.frame = frame;
        dct = new JpegDct(frame.precision());
        List<JpegFrame.Component> components = frame.components();
        strides = new int[components.size()];
        planes = new short[components.size()][];
        for (int c = 0; c < planes.length; c++) {
            strides[c] = frame.unitsWide() * components.get(c).horizontal() * SIDE;
            long size =
                    (long) strides[c] * frame.unitsHigh() * components.get(c).vertical() * SIDE;
            if (size > Integer.MAX_VALUE - 8) {
                throw new RefusedException(Reason.LIMIT, "a component has " + size + " samples");
            }
            planes[c] = new short[(int) size];
        }
    }

    /**
     * Returns the planes of a stream.
     *
     * @throws RefusedException if data are lost, or the components cannot be brought to one size
     */
    static JpegPlanes decode(JpegStream stream) throws RefusedException {
        JpegFrame frame = stream.frame();
        for (JpegFrame.Component component : frame.components()) {
            if (frame.widest() % component.horizontal() != 0 || frame.highest() % component.vertical() != 0) {
                throw new RefusedException(
                        Reason.UNSUPPORTED,
                        "JPEG with sampling factors that do not divide each other is not supported");
            }
        }
        JpegEntropy.checkLengths(stream);
        JpegPlanes planes = new JpegPlanes(frame);
        JpegEntropy.decode(stream, planes);
        return planes;
    }

    @Override
    public void put(int component, int row, int column, int[] block, int last) {
        int stride = strides[component];
        dct.inverse(block, last, planes[component], row * SIDE * stride + column * SIDE, stride);
    }

    /** Reads the rows of a component, each at the width of the image. Not thread-safe. */
    final class Rows {
        private final short[] plane;
        private final int stride;
        private final int across;
        private final int down;
        private final int width;
        private final int height;
        private final boolean smooth;
        private final int[] sums;

        Rows(int component) {
            JpegFrame.Component coded = frame.components().get(component);
            plane = planes[component];
            stride = strides[component];
            across = frame.widest() / coded.horizontal();
            down = frame.highest() / coded.vertical();
            width = (frame.width() + across - 1) / across;
            height = (frame.height() + down - 1) / down;
            smooth = across == 2 && down <= 2 && width > NARROW;
            sums = smooth ? new int[width] : new int[0];
        }

        /**
         * Reads a row.
         *
         * @param out receives at least the width of the image, rounded up to whole sampling factors
         */
        void read(int y, int[] out) {
            int from = y / down * stride;
            if (across == 1 && down == 2) {
                between(from, other(y), y % 2 == 0 ? 1 : 2, out);
            } else if (across == 1) {
                for (int x = 0; x < frame.width(); x++) {
                    out[x] = plane[from + x];
                }
            } else if (!smooth) {
                for (int x = 0, o = 0; x < width; x++, o += across) {
                    Arrays.fill(out, o, o + across, plane[from + x]);
                }
            } else if (down == 1) {
                smooth(from, out);
            } else {
                smooth(from, other(y), out);
            }
        }

        /** Returns the offset of the coded row that is second nearest to a row of the image. */
        private int other(int y) {
            int row = y % 2 == 0 ? y / 2 - 1 : y / 2 + 1;
            return Math.max(0, Math.min(height - 1, row)) * stride;
        }

        private void between(int nearRow, int farRow, int round, int[] out) {
            for (int x = 0; x < width; x++) {
                out[x] = (3 * plane[nearRow + x] + plane[farRow + x] + round) >> 2;
            }
        }

        /** Weighs the nearer sample with 3/4 and the farther one with 1/4. */
        private void smooth(int from, int[] out) {
            short[] in = plane;
            int last = width - 1;
            out[0] = in[from];
            out[1] = (3 * in[from] + in[from + 1] + 2) >> 2;
            for (int x = 1; x < last; x++) {
                int near = 3 * in[from + x];
                out[2 * x] = (near + in[from + x - 1] + 1) >> 2;
                out[2 * x + 1] = (near + in[from + x + 1] + 2) >> 2;
            }
            out[2 * last] = (3 * in[from + last] + in[from + last - 1] + 1) >> 2;
            out[2 * last + 1] = in[from + last];
        }

        /** The same in both directions. */
        private void smooth(int nearRow, int farRow, int[] out) {
            int[] s = sums;
            for (int x = 0; x < s.length; x++) {
                s[x] = 3 * plane[nearRow + x] + plane[farRow + x];
            }
            int last = width - 1;
            out[0] = (4 * s[0] + 8) >> 4;
            out[1] = (3 * s[0] + s[1] + 7) >> 4;
            for (int x = 1; x < last; x++) {
                out[2 * x] = (3 * s[x] + s[x - 1] + 8) >> 4;
                out[2 * x + 1] = (3 * s[x] + s[x + 1] + 7) >> 4;
            }
            out[2 * last] = (3 * s[last] + s[last - 1] + 8) >> 4;
            out[2 * last + 1] = (4 * s[last] + 7) >> 4;
        }
    }

    /** Returns the samples of an image of one component with 8 bits. */
    byte[] gray() {
        int width = frame.width();
        byte[] out = new byte[width * frame.height()];
        for (int y = 0; y < frame.height(); y++) {
            int from = y * strides[0];
            for (int x = 0, o = y * width; x < width; x++) {
                out[o + x] = (byte) planes[0][from + x];
            }
        }
        return out;
    }

    /** Returns the samples of an image of three components with 8 bits, as coded. */
    byte[] rgb() {
        int[] samples = interleaved();
        byte[] out = new byte[samples.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) samples[i];
        }
        return out;
    }

    /** Returns red, green and blue of an image of three YCbCr components with 8 bits (ITU-T T.871). */
    byte[] ycbcrToRgb() {
        int width = frame.width();
        byte[] out = new byte[width * frame.height() * 3];
        int[] luma = newRow();
        int[] blue = newRow();
        int[] red = newRow();
        Rows[] rows = {new Rows(0), new Rows(1), new Rows(2)};
        for (int y = 0; y < frame.height(); y++) {
            rows[0].read(y, luma);
            rows[1].read(y, blue);
            rows[2].read(y, red);
            toRgb(luma, blue, red, out, y * width * 3, width);
        }
        return out;
    }

    /** Converts a row of Y, Cb and Cr, rounded as other decoders do. */
    private static void toRgb(int[] luma, int[] blue, int[] red, byte[] out, int at, int width) {
        for (int x = 0, o = at; x < width; x++, o += 3) {
            int y = luma[x];
            int cb = blue[x] & 0xff;
            int cr = red[x] & 0xff;
            out[o] = clamped(y + RED_OF_CR[cr]);
            out[o + 1] = clamped(y + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> 16));
            out[o + 2] = clamped(y + BLUE_OF_CB[cb]);
        }
    }

    private static int[] table(int factor, int round, int shift) {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = (factor * (i - 128) + round) >> shift;
        }
        return table;
    }

    private static byte clamped(int value) {
        return (byte) ((value & ~0xff) == 0 ? value : ~value >> (Integer.SIZE - 1));
    }

    /** Returns all samples, those of a pixel together. */
    int[] interleaved() {
        int width = frame.width();
        int count = planes.length;
        int[] out = new int[Math.multiplyExact(Math.multiplyExact(width, frame.height()), count)];
        int[] row = newRow();
        for (int c = 0; c < count; c++) {
            Rows rows = new Rows(c);
            for (int y = 0; y < frame.height(); y++) {
                rows.read(y, row);
                for (int x = 0, o = y * width * count + c; x < width; x++, o += count) {
                    out[o] = row[x];
                }
            }
        }
        return out;
    }

    private int[] newRow() {
        return new int[frame.width() + frame.widest()];
    }
}
