package org.robustdx.inference.image;

import java.awt.image.BufferedImage;
import javax.imageio.ImageReader;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;

/** Reads the formats of the JDK's ImageIO: sizes from the header first, then pixels as they are stored, without colour management. */
final class ImageIoDecoder implements ImageDecoder {
    private final ImageIoFormat format;

    ImageIoDecoder(ImageIoFormat format) {
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
        return ImageIoDemand.of(format, content);
    }

    private DecodeResult read(byte[] content, DecodeLimits limits) throws RefusedException {
        limits.checkBytes(content.length);
        if (!format.matches(content)) {
            throw new RefusedException(Reason.CORRUPT, "content does not begin as " + format() + " does");
        }
        int frames = format.frames(content, limits.maxFrames());
        limits.checkFrames(frames);
        ImageReader reader = format.newReader();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(source(content, limits))) {
            DataLoss loss = DataLoss.of(format);
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
            // Decoder libraries answer hostile bytes with whatever comes: out of bounds, class cast, stack or heap
            // exhausted.
            throw new RefusedException(Reason.CORRUPT, "cannot be decoded: " + describe(e));
        } finally {
            reader.dispose();
        }
    }

    /** Returns what the JDK's reader is given, after the checks that it does not make. */
    private byte[] source(byte[] content, DecodeLimits limits) throws RefusedException {
        return switch (format) {
            case JPEG -> JpegSource.colour(content, limits);
            case TIFF -> TiffJpeg.checked(content, limits);
            default -> content;
        };
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        String name = e.getClass().getSimpleName();
        return message == null || message.isBlank() || e instanceof RuntimeException || e instanceof Error
                ? name
                : message;
    }
}
