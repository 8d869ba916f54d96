package org.robustdx.inference.image.jpeg;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** Decodes the components of a JPEG stream without colour conversion: baseline, extended and progressive of 8 or 12 bits, lossless of 2 to 16 bits. */
public final class JpegComponents {
    private JpegComponents() {}

    /**
     * Returns the components, row by row and pixel by pixel.
     *
     * @throws RefusedException if the stream is damaged, over the default limit of scans, or not of the given size
     */
    public static int[] read(byte[] jpeg, int width, int height, int components) throws RefusedException {
        JpegStream stream = JpegStream.parse(jpeg, 0, jpeg.length, DecodeLimits.ofDefaults());
        JpegFrame frame = stream.frame();
        int coded = frame.components().size();
        if (frame.width() != width || frame.height() != height || coded != components) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "JPEG frame is " + frame.height() + "x" + frame.width() + "x" + coded + " (expected: " + height
                            + "x" + width + "x" + components + ")");
        }
        return frame.lossless()
                ? JpegLossless.decode(stream)
                : JpegPlanes.decode(stream).interleaved();
    }
}
