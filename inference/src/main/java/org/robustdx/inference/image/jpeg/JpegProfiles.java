package org.robustdx.inference.image.jpeg;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Hides ICC profiles (segments APP2, {@code ICC_PROFILE}) from a reader that would apply them or fail on a broken one. Samples are taken as they are
 * stored, in JPEG as in every other format.
 */
final class JpegProfiles {
    private static final int APP2 = 0xe2;
    /** An application segment that no reader interprets. */
    private static final byte APP11 = (byte) 0xeb;

    private static final byte[] NAME = "ICC_PROFILE".getBytes(StandardCharsets.US_ASCII);

    private JpegProfiles() {}

    /** Returns whether a segment is a part of a profile. */
    static boolean isProfile(byte[] jpeg, JpegStream.Segment segment) {
        int end = segment.from() + NAME.length;
        return segment.marker() == APP2
                && end <= segment.to()
                && Arrays.equals(jpeg, segment.from(), end, NAME, 0, NAME.length);
    }

    /** Returns the stream's array, or a copy in which the profiles are segments of another kind. */
    static byte[] hide(JpegStream stream) {
        byte[] hidden = stream.jpeg();
        for (JpegStream.Segment segment : stream.segments()) {
            if (isProfile(stream.jpeg(), segment)) {
                if (hidden == stream.jpeg()) {
                    hidden = hidden.clone();
                }
                hidden[segment.from() - 3] = APP11;
            }
        }
        return hidden;
    }
}
