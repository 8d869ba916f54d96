package org.robustdx.inference.image.jpeg;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * The frame header of a JPEG stream (ITU-T T.81, B.2.2), checked.
 *
 * @param marker second byte of the start-of-frame marker: C0, C1 (sequential), C2 (progressive) or C3 (lossless)
 * @param precision bits of a sample: 8 or 12, or 2 to 16 if the frame is lossless
 * @param width pixels of a row
 * @param height rows
 * @param components the colour components, one to four
 */
record JpegFrame(int marker, int precision, int width, int height, List<Component> components) {
    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int PROGRESSIVE = 0xc2;
    private static final int LOSSLESS = 0xc3;
    private static final int BLOCK = 8;
    private static final int MAX_PRECISION = 16;
    private static final int MAX_SAMPLING = 4;

    /**
     * One colour component.
     *
     * @param id the identifier that scan headers use
     * @param horizontal horizontal sampling factor, 1 to 4
     * @param vertical vertical sampling factor, 1 to 4
     * @param quantization number of its quantization table
     * @param blocksWide blocks of a row that hold pixels of the image
     * @param blocksHigh rows of such blocks
     */
    record Component(int id, int horizontal, int vertical, int quantization, int blocksWide, int blocksHigh) {}

    /**
     * Reads a frame header.
     *
     * @param jpeg the stream
     * @param at offset of the header's first byte after its length
     * @param end offset after its last byte
     * @throws RefusedException if it is invalid, or its coding process is unsupported
     */
    static JpegFrame read(byte[] jpeg, int marker, int at, int end) throws RefusedException {
        if (marker != BASELINE && marker != EXTENDED && marker != PROGRESSIVE && marker != LOSSLESS) {
            throw unsupportedProcess(marker);
        }
        if (end - at < 6 || end - at < 6 + 3 * (jpeg[at + 5] & 0xff)) {
            throw JpegStream.damaged("the frame header is too short");
        }
        int precision = jpeg[at] & 0xff;
        boolean read = precision == 8
                || (marker == LOSSLESS && precision >= 2 && precision <= MAX_PRECISION)
                || (marker != BASELINE && precision == 12);
        if (!read) {
            throw unsupportedPrecision(precision);
        }
        int height = JpegStream.unsigned16(jpeg, at + 1);
        int width = JpegStream.unsigned16(jpeg, at + 3);
        if (height == 0) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG that states its height after the first scan (DNL) is not supported");
        }
        int count = jpeg[at + 5] & 0xff;
        if (width == 0 || count == 0 || count > 4) {
            throw JpegStream.damaged("the frame has " + count + " components of width " + width);
        }
        return new JpegFrame(marker, precision, width, height, components(jpeg, at + 6, count, width, height));
    }

    private static List<Component> components(byte[] jpeg, int from, int count, int width, int height)
            throws RefusedException {
        int widest = 1;
        int highest = 1;
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int sampling = jpeg[from + 3 * i + 1] & 0xff;
            int horizontal = sampling >> 4;
            int vertical = sampling & 15;
            boolean possible =
                    horizontal >= 1 && horizontal <= MAX_SAMPLING && vertical >= 1 && vertical <= MAX_SAMPLING;
            if (!possible || !ids.add(jpeg[from + 3 * i] & 0xff)) {
                throw JpegStream.damaged("the frame header describes component " + (i + 1) + " wrongly");
            }
            widest = Math.max(widest, horizontal);
            highest = Math.max(highest, vertical);
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = from + 3 * i;
            int horizontal = (jpeg[at + 1] & 0xff) >> 4;
            int vertical = jpeg[at + 1] & 15;
            components.add(new Component(
                    jpeg[at] & 0xff,
                    horizontal,
                    vertical,
                    jpeg[at + 2] & 0xff,
                    ceil(width * horizontal, widest * BLOCK),
                    ceil(height * vertical, highest * BLOCK)));
        }
        return List.copyOf(components);
    }

    private static RefusedException unsupportedProcess(int marker) {
        return new RefusedException(
                Reason.UNSUPPORTED,
                "JPEG coding process SOF" + (marker - BASELINE)
                        + " is not supported (expected: baseline, extended sequential or progressive, Huffman-coded)");
    }

    private static RefusedException unsupportedPrecision(int precision) {
        return new RefusedException(Reason.UNSUPPORTED, "JPEG with " + precision + " bits is not supported");
    }

    boolean progressive() {
        return marker == PROGRESSIVE;
    }

    boolean lossless() {
        return marker == LOSSLESS;
    }

    /** @throws RefusedException if this is not what a picture outside of DICOM is: DCT-coded, 8 bits */
    void checkPicture() throws RefusedException {
        if (lossless()) {
            throw unsupportedProcess(marker);
        }
        if (precision != 8) {
            throw unsupportedPrecision(precision);
        }
    }

    /** Returns the largest horizontal sampling factor. */
    int widest() {
        return components.stream().mapToInt(Component::horizontal).max().orElse(1);
    }

    /** Returns the largest vertical sampling factor. */
    int highest() {
        return components.stream().mapToInt(Component::vertical).max().orElse(1);
    }

    /** Returns the minimum coded units of a row, in a scan of several components. */
    int unitsWide() {
        return ceil(width, widest() * BLOCK);
    }

    /** Returns the rows of minimum coded units, in a scan of several components. */
    int unitsHigh() {
        return ceil(height, highest() * BLOCK);
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
