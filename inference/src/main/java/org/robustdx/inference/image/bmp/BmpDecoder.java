package org.robustdx.inference.image.bmp;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.ImageDecoder;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.RefusedException;

/**
 * Decodes BMP files of Windows and OS/2. The JDK's reader is not used, because it follows the content into other formats: embedded JPEG and PNG
 * of any size, and colour profiles.
 */
public final class BmpDecoder implements ImageDecoder {
    /** A palette index per pixel (for run-length coded rows), and the raster. */
    private static final int PIXEL_BYTES = 1 + 3;

    @Override
    public String format() {
        return "BMP";
    }

    @Override
    public boolean accepts(byte[] content) {
        return BmpHeader.matches(content);
    }

    @Override
    public DecodeResult decode(byte[] content, DecodeLimits limits) {
        try {
            limits.checkBytes(content.length);
            BmpHeader header = BmpHeader.of(content, limits);
            return new Decoded(new BmpPixels(content, header).read(), format());
        } catch (RefusedException e) {
            return e.toResult(format());
        } catch (OutOfMemoryError e) {
            return MemoryShortage.refusal(format());
        }
    }

    @Override
    public long heapBytes(byte[] content, DecodeLimits limits) {
        try {
            BmpHeader header = BmpHeader.of(content, limits);
            return (long) header.width() * header.height() * PIXEL_BYTES;
        } catch (RefusedException e) {
            return 0; // Decoding refuses it before any pixel.
        }
    }
}
