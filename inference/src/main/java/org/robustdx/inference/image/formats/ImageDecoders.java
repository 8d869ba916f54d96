package org.robustdx.inference.image.formats;

import java.util.List;
import java.util.Optional;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.ImageDecoder;
import org.robustdx.inference.image.bmp.BmpDecoder;
import org.robustdx.inference.image.dicom.DicomDecoder;
import org.robustdx.inference.image.imageio.ImageIoDecoder;
import org.robustdx.inference.image.jpeg.JpegDecoder;
import org.robustdx.inference.image.png.PngFormat;
import org.robustdx.inference.image.tiff.TiffDecoder;

/** Decodes images by content, never by name. The first decoder that accepts the bytes decodes them. Thread-safe; never throws on any content. */
public final class ImageDecoders {
    // DICOM comes first, because its 128-byte preamble may hold the header of another format.
    private static final ImageDecoders STANDARD = new ImageDecoders(List.of(
            new DicomDecoder(),
            new JpegDecoder(),
            new ImageIoDecoder(new PngFormat()),
            new TiffDecoder(),
            new BmpDecoder()));

    private final List<ImageDecoder> decoders;

    private ImageDecoders(List<ImageDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    /** Returns the decoders of JPEG, PNG, BMP, TIFF and DICOM. */
    public static ImageDecoders standard() {
        return STANDARD;
    }

    /** Returns decoders that are tried in the given order. */
    public static ImageDecoders of(List<ImageDecoder> decoders) {
        return new ImageDecoders(decoders);
    }

    /** Returns the name of the format that the content begins like, if it is a known one. */
    public Optional<String> formatOf(byte[] content) {
        return find(content).map(ImageDecoder::format);
    }

    /** Returns the first frame of the content, or the reason why there is none. */
    public DecodeResult decode(byte[] content, DecodeLimits limits) {
        if (content.length == 0) {
            return new Refused(Reason.EMPTY, "content is empty");
        }
        Optional<ImageDecoder> decoder = find(content);
        if (decoder.isEmpty()) {
            return new Refused(
                    Reason.UNKNOWN_FORMAT,
                    "content is none of the known formats ("
                            + String.join(
                                    ", ",
                                    decoders.stream().map(ImageDecoder::format).toList())
                            + ")");
        }
        DecodeResult result = decoder.get().decode(content, limits);
        if (result instanceof Decoded decoded && decoded.raster().isUniform()) {
            return new Refused(Reason.NO_PICTURE, decoded.format() + ": all pixels have one value");
        }
        return result;
    }

    /**
     * Returns about how many bytes of heap {@link #decode} takes at its peak, the content not counted; see {@link ImageDecoder#heapBytes}.
     *
     * @throws OutOfMemoryError if there is not even enough for the header
     */
    public long heapBytes(byte[] content, DecodeLimits limits) {
        return find(content).map(decoder -> decoder.heapBytes(content, limits)).orElse(0L);
    }

    private Optional<ImageDecoder> find(byte[] content) {
        return decoders.stream().filter(d -> d.accepts(content)).findFirst();
    }
}
