package org.robustdx.inference.image.dicom;

import java.util.EnumMap;
import java.util.Map;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.dicom.TransferSyntax.Packing;

/**
 * The stored values of the first frame, before rescale, window and colour: what pydicom's {@code pixel_array} holds.
 *
 * @param rows height, less than the file says where a JPEG 2000 frame is read at a lower resolution
 * @param columns width, likewise
 * @param samples samples per pixel, 1 or 3
 * @param frames number of frames the file holds
 * @param signed whether the values are signed; unsigned 32-bit values stand in the array by their bits
 * @param values row by row, the samples of a pixel together
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
public record PixelData(int rows, int columns, int samples, int frames, boolean signed, int[] values) {
    private static final Map<Packing, FrameCodec> CODECS = new EnumMap<>(Map.of(
            Packing.RLE,
            new RleCodec(),
            Packing.JPEG,
            new JpegCodec(),
            Packing.JPEG_LS,
            new JpegLsCodec(),
            Packing.JPEG_2000,
            new Jpeg2000Codec()));

    /** Returns a value as a number. */
    public long value(int index) {
        return signed ? values[index] : values[index] & 0xffffffffL;
    }

    /**
     * Returns the stored values of a file's first frame.
     *
     * @throws RefusedException if the file holds no image, or one that is broken, too large or of a kind that is not read
     */
    public static PixelData of(DicomFile file, DecodeLimits limits) throws RefusedException {
        PixelDescription pixels = describe(file, limits);
        Frame frame = read(file, pixels);
        return of(pixels.of(frame), frame);
    }

    static PixelData of(PixelDescription pixels, Frame frame) {
        return new PixelData(
                pixels.rows(), pixels.columns(), pixels.samples(), pixels.frames(), pixels.signed(), frame.values());
    }

    static PixelDescription describe(DicomFile file, DecodeLimits limits) throws RefusedException {
        if (file.has(Tag.FLOAT_PIXEL_DATA) || file.has(Tag.DOUBLE_PIXEL_DATA)) {
            throw new RefusedException(Reason.UNSUPPORTED, "floating-point pixel data is not supported");
        }
        if (!file.has(Tag.PIXEL_DATA)) {
            throw new RefusedException(
                    Reason.NOT_AN_IMAGE, "object of modality " + file.modality() + " holds no pixel data");
        }
        return PixelDescription.of(file, limits);
    }

    static Frame read(DicomFile file, PixelDescription pixels) throws RefusedException {
        Element element = file.element(Tag.PIXEL_DATA);
        if (element == null) {
            throw new IllegalArgumentException("file: no pixel data (expected: a described image)");
        }
        FrameCodec codec = CODECS.get(file.syntax().packing());
        boolean encapsulated = !file.fragments().isEmpty();
        if (codec == null && !encapsulated) {
            int[] values =
                    new NativeFrame(file.content(), element, file.syntax().bigEndian(), pixels).read();
            return new Frame(pixels, values);
        }
        if (codec != null && encapsulated) {
            return codec.decode(Encapsulated.firstFrame(file.content(), file.fragments(), pixels.frames()), pixels);
        }
        throw new RefusedException(
                Reason.CORRUPT,
                "pixel data is " + (encapsulated ? "" : "not ")
                        + "encapsulated, against what the transfer syntax says");
    }
}
