package org.robustdx.inference.image.dicom;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** Reads the first frame of native pixel data (PS3.5, 8.1 and annex D). */
final class NativeFrame {
    private final byte[] content;
    private final Element element;
    private final boolean bigEndian;
    private final PixelDescription pixels;

    NativeFrame(byte[] content, Element element, boolean bigEndian, PixelDescription pixels) {
        this.content = content;
        this.element = element;
        this.bigEndian = bigEndian;
        this.pixels = pixels;
    }

    int[] read() throws RefusedException {
        boolean subsampled = pixels.photometric() == Photometric.YBR_FULL_422;
        if (subsampled && (pixels.columns() % 2 != 0 || pixels.bitsAllocated() != 8)) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "YBR_FULL_422 with odd columns or other than 8 bits is not supported");
        }
        int values = pixels.values();
        long stored = subsampled ? (long) values / 3 * 2 : values;
        long needed = (stored * pixels.bitsAllocated() * pixels.frames() + 7) / 8;
        if (element.length() < needed) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "truncated: pixel data has " + element.length() + " bytes (expected: " + needed + " for "
                            + pixels.frames()
                            + " frames of " + pixels.rows() + "x" + pixels.columns() + "x" + pixels.samples() + " at "
                            + pixels.bitsAllocated() + " bits)");
        }
        int[] raw = new int[(int) stored];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = pixels.stored(sample(i));
        }
        if (subsampled) {
            return upsample(raw, values);
        }
        return pixels.planar() && pixels.samples() == 3 ? interleave(raw) : raw;
    }

    private int sample(int i) {
        int at = element.offset();
        return switch (pixels.bitsAllocated()) {
            case 1 -> byteAt(i >> 3) >> (i & 7) & 1;
            case 8 -> byteAt(i);
            case 16 -> Cursor.unsigned16At(content, at + 2 * i, bigEndian);
            default -> {
                int first = Cursor.unsigned16At(content, at + 4 * i, bigEndian);
                int second = Cursor.unsigned16At(content, at + 4 * i + 2, bigEndian);
                yield bigEndian ? first << 16 | second : second << 16 | first;
            }
        };
    }

    /** Bytes packed in 16-bit words (OW) stand in swapped pairs when the words are big endian. */
    private int byteAt(int i) {
        int swapped = bigEndian && element.vr().equals("OW") ? i ^ 1 : i;
        // A frame of an odd number of bytes has its last one behind the padding byte.
        return content[Math.min(element.offset() + swapped, content.length - 1)] & 0xff;
    }

    /** From Y1 Y2 Cb Cr for each two pixels to Y Cb Cr for each one. */
    private static int[] upsample(int[] raw, int values) {
        int[] out = new int[values];
        for (int r = 0, o = 0; r < raw.length; r += 4) {
            for (int k = 0; k < 2; k++) {
                out[o++] = raw[r + k];
                out[o++] = raw[r + 2];
                out[o++] = raw[r + 3];
            }
        }
        return out;
    }

    private static int[] interleave(int[] planes) {
        int area = planes.length / 3;
        int[] out = new int[planes.length];
        for (int i = 0; i < area; i++) {
            for (int c = 0; c < 3; c++) {
                out[3 * i + c] = planes[c * area + i];
            }
        }
        return out;
    }
}
