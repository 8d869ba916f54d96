package org.robustdx.inference.image.jpeg;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.robustdx.inference.image.RefusedException;

/**
 * The colour space that a JPEG stream itself declares for its three components. A JFIF segment means YCbCr (ITU-T T.871, 6.1). Without it, an
 * Adobe segment names the transform (ITU-T T.872, 6.5.3). Without either, the component identifiers R, G and B mean RGB. Widespread decoders use
 * the same order.
 */
public enum JpegColour {
    RGB,
    YCBCR,
    /** The stream declares nothing; the file around it decides. */
    UNSTATED;

    private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
    private static final int JFIF_LENGTH = 16;
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int ADOBE_LENGTH = 14;
    private static final int ADOBE_TRANSFORM = 11;

    /** Returns the colour space that the segments before the first scan declare, in any order. */
    public static JpegColour of(byte[] jpeg) {
        boolean jfif = false;
        int transform = -1;
        boolean named = false;
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & 0xff) == 0xff) {
            int marker = jpeg[at + 1] & 0xff;
            if (marker == 0xff) {
                at++; // a fill byte
                continue;
            }
            if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
                at += 2; // markers without a segment
                continue;
            }
            int length = (jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff);
            int value = at + 4;
            if (marker == 0xda || marker == 0xd9 || length < 2 || length > jpeg.length - at - 2) {
                break;
            }
            if (marker == 0xe0 && length >= JFIF_LENGTH && startsWith(jpeg, value, JFIF)) {
                jfif = true;
            } else if (marker == 0xee && length >= ADOBE_LENGTH && startsWith(jpeg, value, ADOBE)) {
                transform = jpeg[value + ADOBE_TRANSFORM] & 0xff;
            } else if (isFrame(marker) && length >= 17) {
                named = jpeg[value + 6] == 'R' && jpeg[value + 9] == 'G' && jpeg[value + 12] == 'B';
            }
            at += 2 + length;
        }
        if (jfif || transform == 1) {
            return YCBCR;
        }
        return transform == 0 || (transform < 0 && named) ? RGB : UNSTATED;
    }

    /**
     * Returns the colour space of a JPEG file: {@link #RGB} or {@link #YCBCR}. If the stream declares nothing, Exif data and the component identifiers 1, 2
     * and 3 mean YCbCr, and so does subsampling, which nobody applies to RGB.
     *
     * @throws RefusedException if the stream declares a transform that does not exist
     */
    static JpegColour ofFile(JpegStream stream) throws RefusedException {
        JpegColour declared = of(stream.jpeg());
        if (declared != UNSTATED) {
            return declared;
        }
        List<JpegFrame.Component> components = stream.frame().components();
        boolean numbered = true;
        boolean subsampled = false;
        for (int i = 0; i < components.size(); i++) {
            JpegFrame.Component component = components.get(i);
            numbered &= component.id() == i + 1;
            subsampled |= component.horizontal() != components.get(0).horizontal()
                    || component.vertical() != components.get(0).vertical();
        }
        return numbered || subsampled ? YCBCR : RGB;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
