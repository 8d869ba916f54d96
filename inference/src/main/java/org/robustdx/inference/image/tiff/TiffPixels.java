package org.robustdx.inference.image.tiff;

import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.TiffDirectory;

/**
 * The pixels of a TIFF as its directory describes them.
 *
 * @param bits bits of a sample, 1 to 16
 * @param samples number of samples of a pixel: colour samples, then extra samples
 * @param photometric what the colour samples mean
 * @param planar whether each sample has a plane of its own
 * @param alpha the sample that is the opacity, or -1
 * @param premultiplied whether the colours are stored multiplied by the opacity
 */
record TiffPixels(
        int width,
        int height,
        int bits,
        int samples,
        TiffPhotometric photometric,
        boolean planar,
        int alpha,
        boolean premultiplied) {
    private static final int MOST_BITS = 16;
    private static final int MOST_SAMPLES = 64;
    private static final int UNSPECIFIED = 0;
    private static final int ASSOCIATED_ALPHA = 1;
    private static final int UNASSOCIATED_ALPHA = 2;
    private static final int UNSIGNED = 1;
    private static final int UNDEFINED = 4;

    /** @throws RefusedException if the description is incomplete or contradictory, or the kind of pixels is unsupported */
    static TiffPixels of(TiffDirectory directory, DecodeLimits limits) throws RefusedException {
        long width = directory.number(TiffTag.IMAGE_WIDTH);
        long height = directory.number(TiffTag.IMAGE_LENGTH);
        limits.checkPixels(width, height);
        long samples = directory.number(TiffTag.SAMPLES_PER_PIXEL, 1);
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new RefusedException(Reason.UNSUPPORTED, samples + " samples per pixel are not supported");
        }
        checkFormat(directory, (int) samples);
        int bits = bits(directory, (int) samples);
        TiffPhotometric photometric = TiffPhotometric.of(directory.number(TiffTag.PHOTOMETRIC));
        if (samples < photometric.samples()) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "a pixel has " + samples + " samples (expected: " + photometric.samples() + " for its colour)");
        }
        long planar = directory.number(TiffTag.PLANAR_CONFIGURATION, 1);
        if (planar != 1 && planar != 2) {
            throw new RefusedException(Reason.CORRUPT, "planar configuration: " + planar + " (expected: 1 or 2)");
        }
        int extra = (int) samples - photometric.samples();
        int alpha = -1;
        boolean premultiplied = false;
        long[] kinds = extraSamples(directory, extra);
        for (int i = 0; i < extra; i++) {
            if (kinds[i] != UNSPECIFIED && alpha >= 0) {
                throw new RefusedException(Reason.UNSUPPORTED, "more than one alpha sample is not supported");
            }
            if (kinds[i] != UNSPECIFIED) {
                alpha = photometric.samples() + i;
                premultiplied = kinds[i] == ASSOCIATED_ALPHA;
            }
        }
        if (premultiplied && photometric != TiffPhotometric.RGB && photometric != TiffPhotometric.BLACK_IS_ZERO) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "associated alpha with photometric interpretation " + photometric + " is not supported");
        }
        return new TiffPixels(
                (int) width, (int) height, bits, (int) samples, photometric, planar == 2, alpha, premultiplied);
    }

    private static void checkFormat(TiffDirectory directory, int samples) throws RefusedException {
        if (!directory.has(TiffTag.SAMPLE_FORMAT)) {
            return;
        }
        for (long format : eachOr1(directory, TiffTag.SAMPLE_FORMAT, samples)) {
            if (format != UNSIGNED && format != UNDEFINED) {
                String name = format == 2 ? "signed integer" : format == 3 ? "floating point" : "complex or unknown";
                throw new RefusedException(
                        Reason.UNSUPPORTED, "sample format " + format + " (" + name + ") is not supported");
            }
        }
    }

    private static int bits(TiffDirectory directory, int samples) throws RefusedException {
        if (!directory.has(TiffTag.BITS_PER_SAMPLE)) {
            return 1;
        }
        long[] bits = eachOr1(directory, TiffTag.BITS_PER_SAMPLE, samples);
        for (long each : bits) {
            if (each != bits[0]) {
                throw new RefusedException(
                        Reason.UNSUPPORTED,
                        "samples of different depths (" + bits[0] + " and " + each + " bits) are not supported");
            }
        }
        if (bits[0] < 1 || bits[0] > MOST_BITS) {
            throw new RefusedException(Reason.UNSUPPORTED, bits[0] + " bits per sample are not supported");
        }
        return (int) bits[0];
    }

    /** Returns the values of a tag with one value per sample. Some writers give a single value for all samples. */
    private static long[] eachOr1(TiffDirectory directory, int tag, int samples) throws RefusedException {
        return directory.numbers(tag, directory.count(tag) == 1 ? 1 : samples);
    }

    private static long[] extraSamples(TiffDirectory directory, int extra) throws RefusedException {
        long declared = directory.count(TiffTag.EXTRA_SAMPLES);
        if (declared == 0 && extra > 0) {
            // Readers do not agree on what these are.
            throw new RefusedException(
                    Reason.UNSUPPORTED, extra + " extra samples of undeclared kind (ExtraSamples) are not supported");
        }
        if (declared != extra) {
            throw new RefusedException(
                    Reason.CORRUPT, declared + " extra samples are declared (expected: " + extra + ")");
        }
        long[] kinds = extra == 0 ? new long[0] : directory.numbers(TiffTag.EXTRA_SAMPLES, extra);
        for (long kind : kinds) {
            if (kind != UNSPECIFIED && kind != ASSOCIATED_ALPHA && kind != UNASSOCIATED_ALPHA) {
                throw new RefusedException(Reason.UNSUPPORTED, "extra sample of kind " + kind + " is not supported");
            }
        }
        return kinds;
    }

    /** Returns the indices of the samples that make the picture: the colour samples, then the alpha. */
    int[] kept() {
        int colours = photometric.samples();
        int[] kept = new int[alpha < 0 ? colours : colours + 1];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = i < colours ? i : alpha;
        }
        return kept;
    }
}
