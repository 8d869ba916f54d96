package org.robustdx.inference.image.jpeg;

/** Reads the frame header of a JPEG stream (ITU-T T.81, B.2.2) without decoding it. */
public final class JpegHeader {
    private JpegHeader() {}

    /** Returns the offset of the first start-of-frame segment's length, or -1 where there is none. */
    private static int startOfFrame(byte[] jpeg) {
        int at = 2;
        while (at + 4 <= jpeg.length) {
            if ((jpeg[at] & 0xff) != 0xff) {
                return -1;
            }
            int marker = jpeg[at + 1] & 0xff;
            if (marker == 0xff) {
                at++; // a fill byte
            } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
                at += 2; // markers without a segment
            } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                return at + 10 <= jpeg.length ? at + 2 : -1;
            } else if (marker == 0xd9 || marker == 0xda) {
                return -1;
            } else {
                at += 2 + Math.max(2, unsigned16(jpeg, at + 2));
            }
        }
        return -1;
    }

    /** Returns the number of colour components, or -1 where there is no frame header. */
    public static int components(byte[] jpeg) {
        int at = startOfFrame(jpeg);
        return at < 0 ? -1 : jpeg[at + 7] & 0xff;
    }

    /** Returns the bits per sample, or -1 where there is no frame header. */
    public static int precision(byte[] jpeg) {
        int at = startOfFrame(jpeg);
        return at < 0 ? -1 : jpeg[at + 2] & 0xff;
    }

    /** Returns the number of the coding process, {@code n} of the marker {@code SOFn}, or -1 where there is no frame header. */
    public static int process(byte[] jpeg) {
        int at = startOfFrame(jpeg);
        return at < 0 ? -1 : jpeg[at - 1] & 0x0f;
    }

    private static int unsigned16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
