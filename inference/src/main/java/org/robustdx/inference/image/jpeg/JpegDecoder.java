package org.robustdx.inference.image.jpeg;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.ImageDecoder;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/**
 * Reads JPEG files (ITU-T T.81): baseline, extended and progressive, 8 bits, gray or colour. The samples equal those of the library of the Independent JPEG
 * Group, bit by bit. Embedded colour profiles are ignored.
 */
public final class JpegDecoder implements ImageDecoder {
    /** For each component: samples and coefficients of 2 bytes, and the raster, twice while it is rotated. */
    private static final int COMPONENT_BYTES = 2 + 2 + 2;

    private static final int COLOUR = 3;
    private static final int CMYK = 4;

    /** Creates the decoder. */
    public JpegDecoder() {}

    @Override
    public String format() {
        return "JPEG";
    }

    @Override
    public boolean accepts(byte[] content) {
        return content.length >= 3 && content[0] == -1 && (content[1] & 0xff) == JpegStream.SOI && content[2] == -1;
    }

    @Override
    public DecodeResult decode(byte[] content, DecodeLimits limits) {
        try {
            limits.checkBytes(content.length);
            JpegStream stream = JpegStream.parse(content, 0, content.length, limits);
            stream.frame().checkPicture();
            Raster raster = pixels(stream);
            return new Decoded(JpegExif.orientation(content).apply(raster), format());
        } catch (RefusedException e) {
            return e.toResult(format());
        } catch (OutOfMemoryError e) {
            return MemoryShortage.refusal(format());
        }
    }

    private static Raster pixels(JpegStream stream) throws RefusedException {
        JpegFrame frame = stream.frame();
        int components = frame.components().size();
        if (components == CMYK) {
            throw new RefusedException(Reason.UNSUPPORTED, "four colour components (CMYK or YCCK) are not supported");
        }
        if (components != 1 && components != COLOUR) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "JPEG with " + components + " components is not supported (expected: 1 or 3)");
        }
        boolean ycbcr = components == COLOUR && JpegColour.ofFile(stream) == JpegColour.YCBCR;
        JpegPlanes planes = JpegPlanes.decode(stream);
        byte[] samples = components == 1 ? planes.gray() : ycbcr ? planes.ycbcrToRgb() : planes.rgb();
        return new Raster(frame.width(), frame.height(), components, samples);
    }

    @Override
    public long heapBytes(byte[] content, DecodeLimits limits) {
        try {
            JpegFrame frame =
                    JpegStream.parse(content, 0, content.length, limits).frame();
            long pixels = (long) frame.width() * frame.height();
            return pixels * COMPONENT_BYTES * frame.components().size();
        } catch (RefusedException e) {
            return 0;
        }
    }
}
