package org.robustdx.inference.image.dicom;

import java.util.OptionalDouble;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * How the pixels of an image are described (PS3.3, C.7.6.3), checked.
 *
 * @param rows height
 * @param columns width
 * @param samples samples per pixel, 1 or 3
 * @param photometric what they mean
 * @param bitsAllocated bits a sample takes: 1, 8, 16 or 32
 * @param bitsStored bits of it that are used
 * @param highBit the highest of them
 * @param signed whether the values are in two's complement
 * @param planar whether all samples of one kind lie together
 * @param frames number of frames
 */
record PixelDescription(
        int rows,
        int columns,
        int samples,
        Photometric photometric,
        int bitsAllocated,
        int bitsStored,
        int highBit,
        boolean signed,
        boolean planar,
        int frames) {

    static PixelDescription of(DicomFile file, DecodeLimits limits) throws RefusedException {
        int rows = required(file, Tag.ROWS, "rows");
        int columns = required(file, Tag.COLUMNS, "columns");
        limits.checkPixels(columns, rows);
        OptionalDouble count = file.number(Tag.NUMBER_OF_FRAMES);
        double frames = count.orElse(1);
        if (frames != Math.rint(frames) || Math.abs(frames) > Integer.MAX_VALUE) {
            throw new RefusedException(Reason.CORRUPT, "number of frames (0028,0008) is not an integer");
        }
        limits.checkFrames((long) frames);
        Photometric photometric = Photometric.of(file.string(Tag.PHOTOMETRIC_INTERPRETATION));
        int samples = file.unsigned16(Tag.SAMPLES_PER_PIXEL, 0).orElse(1);
        if (samples != photometric.samples()) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "samples per pixel: " + samples + " (expected: " + photometric.samples() + " for "
                            + photometric.term() + ")");
        }
        int allocated = required(file, Tag.BITS_ALLOCATED, "bits allocated");
        if (allocated != 1 && allocated != 8 && allocated != 16 && allocated != 32) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "bits allocated: " + allocated + " (expected: 1, 8, 16 or 32)");
        }
        int stored = file.unsigned16(Tag.BITS_STORED, 0).orElse(allocated);
        int high = file.unsigned16(Tag.HIGH_BIT, 0).orElse(stored - 1);
        if (stored < 1 || stored > allocated || high >= allocated || high + 1 < stored) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "bits stored: " + stored + ", high bit: " + high + " (expected: within " + allocated
                            + " bits allocated)");
        }
        return new PixelDescription(
                rows,
                columns,
                samples,
                photometric,
                allocated,
                stored,
                high,
                file.unsigned16(Tag.PIXEL_REPRESENTATION, 0).orElse(0) == 1,
                file.unsigned16(Tag.PLANAR_CONFIGURATION, 0).orElse(0) == 1,
                (int) frames);
    }

    private static int required(DicomFile file, int tag, String name) throws RefusedException {
        int value = file.unsigned16(tag, 0).orElse(-1);
        if (value < 0) {
            throw new RefusedException(Reason.CORRUPT, name + " " + Tag.show(tag) + " is missing");
        }
        return value;
    }

    /** Returns this description, corrected by what a frame turned out to be. */
    PixelDescription of(Frame frame) {
        return new PixelDescription(
                frame.rows(),
                frame.columns(),
                samples,
                frame.photometric(),
                bitsAllocated,
                bitsStored,
                highBit,
                signed,
                planar,
                frames);
    }

    /** Returns the number of values of a frame. */
    int values() throws RefusedException {
        long values = (long) rows * columns * samples;
        if (values > Integer.MAX_VALUE - 8) {
            throw new RefusedException(Reason.LIMIT, "a frame has " + values + " values");
        }
        return (int) values;
    }

    /** Takes the stored bits out of an allocated sample, with sign. */
    int stored(int sample) {
        int shifted = sample >>> (highBit + 1 - bitsStored);
        int unused = 32 - bitsStored;
        return signed ? shifted << unused >> unused : shifted << unused >>> unused;
    }
}
