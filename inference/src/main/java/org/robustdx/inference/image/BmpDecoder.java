package org.robustdx.inference.image;

import org.robustdx.inference.image.DecodeResult.Decoded;

/**
 * Reads BMP, of Windows and of OS/2. Beside the JDK's reader because that one follows the content into other formats: embedded JPEG and PNG of any
 * size, and colour profiles.
 */
final class BmpDecoder implements ImageDecoder {
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
            // Within the limits, but more than this process has: one image must not end all.
            return new RefusedException(DecodeResult.Reason.LIMIT, "image needs more memory than there is")
                    .toResult(format());
        }
    }
}
