package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import org.robustdx.inference.image.exif.Orientation;

/** Finds the Exif data of a JPEG (Exif 2.32, 4.7.2): the first APP1 segment that begins with its name. */
final class JpegExif {
    private static final byte[] NAME = {'E', 'x', 'i', 'f', 0, 0};
    private static final int APP1 = 0xe1;
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;

    private JpegExif() {}

    /** Returns the orientation that the segment declares. */
    static Orientation orientation(byte[] jpeg) {
        int at = 2;
        while (at + 4 <= jpeg.length && jpeg[at] == (byte) 0xff) {
            int marker = jpeg[at + 1] & 0xff;
            if (marker == 0xff) {
                at++; // a fill byte
                continue;
            }
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                break;
            }
            if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
                at += 2; // markers without a segment
                continue;
            }
            int length = (jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff);
            int end = at + 2 + Math.max(2, length);
            if (marker == APP1 && end <= jpeg.length && isExif(jpeg, at + 4, end)) {
                return Orientation.of(jpeg, at + 4 + NAME.length, end);
            }
            at = end;
        }
        return Orientation.TOP_LEFT;
    }

    private static boolean isExif(byte[] jpeg, int from, int end) {
        return end - from >= NAME.length && Arrays.equals(jpeg, from, from + NAME.length, NAME, 0, NAME.length);
    }
}
