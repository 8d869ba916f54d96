package org.robustdx.inference.image.jpeg;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * Prepares a JPEG stream for the JDK's reader, which fills in lost data without a word, applies ICC profiles and renders the image once per scan.
 * Here all data are found to be there first, profiles are hidden, and several scans are made one.
 */
final class JpegSource {
    private static final int CMYK = 4;

    private JpegSource() {}

    /**
     * Returns a stream with the pixels of this one, which may be read with the reader's colour conversion.
     *
     * @throws RefusedException if data are lost, the stream is over a limit, or of a kind that is not read
     */
    static byte[] colour(byte[] jpeg, DecodeLimits limits) throws RefusedException {
        JpegStream stream = JpegStream.parse(jpeg, 0, jpeg.length, limits);
        if (stream.frame().components().size() == CMYK) {
            throw new RefusedException(Reason.UNSUPPORTED, "four colour components (CMYK or YCCK) are not supported");
        }
        return prepared(stream);
    }

    /**
     * Returns a stream with the components of this one.
     *
     * @throws RefusedException if data are lost, the stream is over a limit, or of a kind that is not read
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
