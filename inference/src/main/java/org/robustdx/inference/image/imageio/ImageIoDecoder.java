package org.robustdx.inference.image.imageio;

import java.awt.image.BufferedImage;
import javax.imageio.ImageReader;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.ImageDecoder;
import org.robustdx.inference.image.MemoryShortage;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/** Decodes a format with the JDK's reader. It checks the sizes in the header first, and takes the samples as stored, without colour management. */
public final class ImageIoDecoder implements ImageDecoder {
    /** The resulting raster has three channels at most. While it is rotated or converted, two copies of it exist. */
    static final int RASTER_BYTES = 2 * 3;

    /** A pixel of four channels with 16 bits each: assumed where the header does not state the size of a pixel. */
    static final int LARGEST_PIXEL_BYTES = 8;

    private final ImageIoFormat format;

    /** Creates the decoder of a format. */
    public ImageIoDecoder(ImageIoFormat format) {
        this.format = format;
    }

    @Override
    public String format() {
        return format.name();
    }

    @Override
    public boolean accepts(byte[] content) {
        return format.matches(content);
    }

    @Override
    public DecodeResult decode(byte[] content, DecodeLimits limits) {
        try {
            return read(content, limits);
        } catch (RefusedException e) {
            return e.toResult(format());
        }
    }

    @Override
    public long heapBytes(byte[] content, DecodeLimits limits) {
        ImageReader reader = format.reader().newReader();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(content)) {
            reader.setInput(stream, true, true);
            long pixels = Math.multiplyExact((long) reader.getWidth(0), (long) reader.getHeight(0));
            return Math.multiplyExact(pixels, (long) format.bytesPerPixel(reader, content));
        } catch (Exception | Error e) {
            if (MemoryShortage.causes(e)) {
                // The image is not at fault: the caller tries again.
                throw new OutOfMemoryError("while the header was read");
            }
            // Readers throw anything on hostile bytes. The image is then refused before its pixels are decoded.
            return 0;
        } finally {
            reader.dispose();
        }
    }

    private DecodeResult read(byte[] content, DecodeLimits limits) throws RefusedException {
        limits.checkBytes(content.length);
        if (!format.matches(content)) {
            throw new RefusedException(Reason.CORRUPT, "content does not begin as " + format() + " does");
        }
        int frames = format.frames(content, limits.maxFrames());
        limits.checkFrames(frames);
        ImageReader reader = format.reader().newReader();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(format.source(content, limits))) {
            DataLoss loss = format.newDataLoss();
            reader.addIIOReadWarningListener(loss);
            reader.setInput(stream, true, true);
            limits.checkPixels(reader.getWidth(0), reader.getHeight(0));
            BufferedImage image = reader.read(0);
            loss.check();
            Raster raster = Samples.of(image, format.significantBits(content));
            return new Decoded(format.orientation(content).apply(raster), format(), frames);
        } catch (RefusedException e) {
            throw e;
        } catch (Exception | Error e) {
            MemoryShortage.check(e);
            // Readers throw anything on hostile bytes: index out of bounds, class cast, stack overflow.
            throw new RefusedException(Reason.CORRUPT, "cannot be decoded: " + describe(e));
        } finally {
            reader.dispose();
        }
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        String name = e.getClass().getSimpleName();
        return message == null || message.isBlank() || e instanceof RuntimeException || e instanceof Error
                ? name
                : message;
    }
}
