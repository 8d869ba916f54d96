package org.robustdx.inference.image.jpeg;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * Prepares a JPEG stream for the JDK's reader. That reader fills in lost data without an error, applies ICC profiles, and renders the image once
 * per scan. So this class checks that no data are lost, hides the profiles, and merges several scans into one.
 */
final class JpegSource {
    private static final int CMYK = 4;

    private JpegSource() {}

    /**
     * Returns a stream with the same pixels, to be decoded with the reader's colour conversion.
     *
     * @throws RefusedException if data are lost, the stream is over a limit, or its kind is unsupported
     */
    static byte[] colour(byte[] jpeg, DecodeLimits limits) throws RefusedException {
        JpegStream stream = JpegStream.parse(jpeg, 0, jpeg.length, limits);
        if (stream.frame().components().size() == CMYK) {
            throw new RefusedException(Reason.UNSUPPORTED, "four colour components (CMYK or YCCK) are not supported");
        }
        return prepared(stream);
    }

    /**
     * Returns a stream with the same components.
     *
     * @throws RefusedException if data are lost, the stream is over a limit, or its kind is unsupported
     */
    static byte[] components(byte[] jpeg, DecodeLimits limits) throws RefusedException {
        return prepared(JpegStream.parse(jpeg, 0, jpeg.length, limits));
    }

    private static byte[] prepared(JpegStream stream) throws RefusedException {
        if (!stream.isSingleScan()) {
            return JpegRecoder.toSingleScan(stream);
        }
        JpegEntropy.check(stream);
        return JpegProfiles.hide(stream);
    }
}
