package org.robustdx.inference.image.tiff;

import java.util.Arrays;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.exif.TiffDirectory;
import org.robustdx.inference.image.pixels.Canvas;
import org.robustdx.inference.image.pixels.ColourTable;
import org.robustdx.inference.image.pixels.Depth;

/** Converts the samples of a TIFF to grey or RGB of 8 bits. */
final class TiffColours {
    private final TiffDirectory directory;
    private final TiffPixels pixels;
    private final TiffSamples samples;
    private final int count;

    TiffColours(TiffDirectory directory, TiffPixels pixels, TiffSamples samples) {
        this.directory = directory;
        this.pixels = pixels;
        this.samples = samples;
        this.count = pixels.width() * pixels.height();
    }

    Raster render() throws RefusedException {
        return switch (pixels.photometric()) {
            case PALETTE -> palette();
            case YCBCR -> ycbcr();
            case WHITE_IS_ZERO, BLACK_IS_ZERO, RGB -> levels();
        };
    }

    private Raster levels() throws RefusedException {
        int channels = pixels.photometric().samples();
        boolean inverted = pixels.photometric() == TiffPhotometric.WHITE_IS_ZERO;
        if (pixels.bits() == 8 && pixels.alpha() < 0 && !inverted) {
            return new Raster(pixels.width(), pixels.height(), channels, samples.bytes());
        }
        int bits = pixels.bits() == 16 ? Depth.significant(samples.largest(0, channels), 0) : pixels.bits();
        int[] shown = table(bits, inverted);
        int[] opacities = opacities(bits);
        Canvas canvas = new Canvas(pixels.width(), pixels.height(), channels, pixels.premultiplied());
        for (int i = 0, at = 0; i < count; i++, at += samples.perPixel()) {
            int opacity = opacity(at + channels, opacities);
            if (channels == 1) {
                canvas.gray(shown[samples.get(at)], opacity);
            } else {
                canvas.rgb(shown[samples.get(at)], shown[samples.get(at + 1)], shown[samples.get(at + 2)], opacity);
            }
        }
        return canvas.toRaster();
    }

    private Raster palette() throws RefusedException {
        int size = 1 << pixels.bits();
        long[] map = directory.numbers(TiffTag.COLOR_MAP, 3 * size);
        // The specification wants 16 bits. Some writers store 8.
        int shift = Arrays.stream(map).anyMatch(v -> v > 0xff) ? 8 : 0;
        int[] colours = new int[size];
        for (int i = 0; i < size; i++) {
            colours[i] = 0xff << 24
                    | channel(map[i], shift) << 16
                    | channel(map[size + i], shift) << 8
                    | channel(map[2 * size + i], shift);
        }
        ColourTable table = new ColourTable(colours);
        int[] opacities = opacities(pixels.bits());
        Canvas canvas = new Canvas(pixels.width(), pixels.height(), table.channels(), false);
        for (int i = 0, at = 0; i < count; i++, at += samples.perPixel()) {
            int colour = table.argb(samples.get(at)) & 0xffffff;
            canvas.argb(opacity(at + 1, opacities) << 24 | colour);
        }
        return canvas.toRaster();
    }

    private static int channel(long value, int shift) {
        return (int) (value >> shift) & 0xff;
    }

    /** Converts full-range YCbCr by ITU-R BT.601, which is the default of the tags. Other kinds are refused. */
    private Raster ycbcr() throws RefusedException {
        long[] subsampling = directory.has(TiffTag.YCBCR_SUBSAMPLING)
                ? directory.numbers(TiffTag.YCBCR_SUBSAMPLING, 2)
                : new long[] {2, 2};
        if (subsampling[0] != 1 || subsampling[1] != 1) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "YCbCr with subsampling " + subsampling[0] + "x" + subsampling[1]
                            + " is not supported without JPEG compression");
        }
        if (pixels.bits() != 8
                || differs(TiffTag.YCBCR_COEFFICIENTS, 0.299, 0.587, 0.114)
                || differs(TiffTag.REFERENCE_BLACK_WHITE, 0, 255, 128, 255, 128, 255)) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "YCbCr other than that of 8 bits, full range and BT.601 is not supported");
        }
        int[] opacities = opacities(pixels.bits());
        Canvas canvas = new Canvas(pixels.width(), pixels.height(), 3, false);
        for (int i = 0, at = 0; i < count; i++, at += samples.perPixel()) {
            // With 16 bits behind the point, and a half to round.
            int y = (samples.get(at) << 16) + (1 << 15);
            int cb = samples.get(at + 1) - 128;
            int cr = samples.get(at + 2) - 128;
            canvas.rgb(
                    clamped(y + 91_881 * cr), // 1.402
                    clamped(y - 22_553 * cb - 46_802 * cr), // 0.344136, 0.714136
                    clamped(y + 116_130 * cb), // 1.772
                    opacity(at + 3, opacities));
        }
        return canvas.toRaster();
    }

    private boolean differs(int tag, double... usual) throws RefusedException {
        if (!directory.has(tag)) {
            return false;
        }
        double[] actual = directory.fractions(tag, usual.length);
        for (int i = 0; i < usual.length; i++) {
            if (!(Math.abs(actual[i] - usual[i]) < 0.001)) {
                return true;
            }
        }
        return false;
    }

    private static int clamped(int value) {
        return Math.max(0, Math.min(255, value >> 16));
    }

    private int opacity(int at, int[] opacities) {
        return pixels.alpha() < 0 ? 255 : opacities[samples.get(at)];
    }

    /** Returns the opacity of each alpha sample. It is stored as the colours are, of which so many bits are used, if it fits. */
    private int[] opacities(int bits) {
        if (pixels.alpha() < 0) {
            return new int[0];
        }
        int alpha = pixels.photometric().samples();
        boolean fits = pixels.bits() != 16 || samples.largest(alpha, alpha + 1) < 1 << bits;
        return table(fits ? bits : pixels.bits(), false);
    }

    /** Returns what each sample of so many bits is in 8. */
    private static int[] table(int bits, boolean inverted) {
        int[] table = new int[1 << bits];
        for (int i = 0; i < table.length; i++) {
            table[i] = Depth.toByte(inverted ? table.length - 1 - i : i, bits);
        }
        return table;
    }
}
