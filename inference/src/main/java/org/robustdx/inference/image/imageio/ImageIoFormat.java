package org.robustdx.inference.image.imageio;

import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.Orientation;

/** What {@link ImageIoDecoder} must know about a format beyond what the JDK's reader does. Implementations are thread-safe. */
public interface ImageIoFormat {
    /** Returns the name of the format, such as {@code PNG}. */
    String name();

    /** Returns the JDK's reader of the format. */
    JdkReader reader();

    /** Returns whether the content begins with the signature of the format. */
    boolean matches(byte[] content);

    /** Returns the number of images in the content, counted up to {@code most + 1}. */
    default int frames(byte[] content, int most) {
        return 1;
    }

    /**
     * Returns the bytes to give to the JDK's reader, after the checks that the reader does not make.
     *
     * @throws RefusedException if a check fails
     */
    default byte[] source(byte[] content, DecodeLimits limits) throws RefusedException {
        return content;
    }

    /** Returns the orientation that the content declares. */
    Orientation orientation(byte[] content);

    /** Returns how many of 16 stored bits the content declares as used, or 0 if it does not declare it. */
    default int significantBits(byte[] content) {
        return 0;
    }

    /** Returns a listener that tells which of the reader's warnings mean lost pixels. */
    default DataLoss newDataLoss() {
        return DataLoss.bySigns();
    }

    /**
     * Returns how many bytes of heap decoding takes at its peak for each pixel. By default these are the samples as the reader holds them, once
     * more as a strip or a pass, and the raster.
     *
     * @param reader the reader, with the content as its input
     * @throws IOException if the header cannot be read
     */
    default int bytesPerPixel(ImageReader reader, byte[] content) throws IOException {
        ImageTypeSpecifier type = reader.getRawImageType(0);
        int pixelBytes = type == null
                ? ImageIoDecoder.LARGEST_PIXEL_BYTES
                : (type.getColorModel().getPixelSize() + 7) / 8;
        return 2 * pixelBytes + ImageIoDecoder.RASTER_BYTES;
    }

    /** Returns whether the content begins with the given bytes. */
    static boolean startsWith(byte[] content, int... signature) {
        if (content.length < signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((content[i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
