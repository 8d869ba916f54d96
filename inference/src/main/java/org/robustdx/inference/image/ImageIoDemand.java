package org.robustdx.inference.image;

import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/** How much heap an image takes while {@link ImageIoDecoder} decodes it, by its header alone. */
final class ImageIoDemand {
    /** The raster that comes out has three channels at most, and is there twice while it is turned or converted. */
    private static final int RASTER_BYTES = 2 * 3;

    /** A pixel of 16 bits in four channels, where the header does not say how large one is. */
    private static final int LARGEST_PIXEL = 8;

    private static final int JPEG_COEFFICIENT_BYTES = 2;

    private ImageIoDemand() {}

    /** Returns the bytes; 0 where the header cannot be read, as the image is then refused before its pixels. */
    static long of(ImageIoFormat format, byte[] content) {
        ImageReader reader = format.newReader();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(content)) {
            reader.setInput(stream, true, true);
            long pixels = Math.multiplyExact((long) reader.getWidth(0), (long) reader.getHeight(0));
            return Math.multiplyExact(pixels, (long) bytesPerPixel(format, reader, content));
        } catch (Exception | Error e) {
            if (MemoryShortage.causes(e)) {
                throw new OutOfMemoryError("while the header was read"); // Not the image's fault: it is tried again.
            }
            return 0; // As in the decoder: readers answer hostile bytes with whatever comes.
        } finally {
            reader.dispose();
        }
    }

    /** The samples as the reader holds them, once more as a strip, a pass or components, and the raster. */
    private static int bytesPerPixel(ImageIoFormat format, ImageReader reader, byte[] content) throws Exception {
        if (format == ImageIoFormat.JPEG) {
            // The raster, as often as below, and the coefficients by which lost data are found.
            return (4 + JPEG_COEFFICIENT_BYTES) * Math.max(1, JpegHeader.components(content));
        }
        ImageTypeSpecifier type = reader.getRawImageType(0);
        int bytes = type == null ? LARGEST_PIXEL : (type.getColorModel().getPixelSize() + 7) / 8;
        return 2 * bytes + RASTER_BYTES;
    }
}
