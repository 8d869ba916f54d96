package org.robustdx.inference.image.tiff;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.ImageDecoder;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.Orientation;
import org.robustdx.inference.image.exif.TiffDirectory;
import org.robustdx.inference.image.imageio.ImageIoDecoder;

/**
 * Decodes the first page of a TIFF (TIFF 6.0). This package reads the directory and most kinds of pixels itself, because the JDK's reader mistakes
 * some kinds for others. The JDK's reader decodes facsimile and JPEG data only.
 */
public final class TiffDecoder implements ImageDecoder {
    static final String FORMAT = "TIFF";
    private static final int RASTER_BYTES = 2 * 3;

    private final ImageDecoder jpegInTiff = new ImageIoDecoder(new TiffJpegFormat());

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public boolean accepts(byte[] content) {
        return TiffJpegFormat.startsAsTiff(content) || isBig(content);
    }

    @Override
    public DecodeResult decode(byte[] content, DecodeLimits limits) {
        try {
            return read(content, limits);
        } catch (RefusedException e) {
            return e.toResult(format());
        } catch (OutOfMemoryError e) {
            return MemoryShortage.refusal(format());
        }
    }

    @Override
    public long heapBytes(byte[] content, DecodeLimits limits) {
        try {
            TiffPixels pixels = TiffPixels.of(TiffDirectory.first(content, 0, content.length), limits);
            // The unpacked samples, and the raster, of which two copies exist while it is rotated.
            long bytesPerPixel = (long) pixels.samples() * (pixels.bits() > 8 ? 2 : 1) + RASTER_BYTES;
            return (long) pixels.width() * pixels.height() * bytesPerPixel;
        } catch (RefusedException e) {
            return 0; // Decoding refuses it before any pixel.
        }
    }

    private DecodeResult read(byte[] content, DecodeLimits limits) throws RefusedException {
        limits.checkBytes(content.length);
        if (isBig(content)) {
            throw new RefusedException(Reason.UNSUPPORTED, "BigTIFF is not supported");
        }
        TiffDirectory directory = TiffDirectory.first(content, 0, content.length);
        int frames = TiffDirectories.count(content, limits.maxFrames());
        limits.checkFrames(frames);
        TiffPixels pixels = TiffPixels.of(directory, limits);
        TiffSegments segments = TiffSegments.of(directory, pixels, content.length, limits);
        Raster raster;
        switch (segments.compression()) {
            case JPEG -> {
                checkJpeg(pixels);
                return jpegInTiff.decode(content, limits);
            }
            case CCITT -> raster = TiffFax.read(content, pixels);
            default ->
                raster = new TiffColours(directory, pixels, TiffSamples.read(content, directory, pixels, segments))
                        .render();
        }
        return new Decoded(Orientation.of(directory).apply(raster), format(), frames);
    }

    private static void checkJpeg(TiffPixels pixels) throws RefusedException {
        if (pixels.bits() != 8
                || pixels.samples() != pixels.photometric().samples()
                || pixels.photometric() == TiffPhotometric.PALETTE) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "JPEG compression with " + pixels.samples() + " samples of " + pixels.bits()
                            + " bits and photometric interpretation " + pixels.photometric() + " is not supported");
        }
    }

    private static boolean isBig(byte[] c) {
        return c.length >= 4
                && ((c[0] == 'I' && c[1] == 'I' && c[2] == 43 && c[3] == 0)
                        || (c[0] == 'M' && c[1] == 'M' && c[2] == 0 && c[3] == 43));
    }
}
