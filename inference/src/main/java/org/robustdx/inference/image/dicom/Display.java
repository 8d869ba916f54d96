package org.robustdx.inference.image.dicom;

import java.util.OptionalInt;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/** Converts stored values to display values: modality transform, window, inversion for gray; palette or colour conversion for colour. */
final class Display {
    private static final int SHADES = 1 << 16;

    private final DicomFile file;
    private final PixelDescription pixels;
    private final PixelData data;

    Display(DicomFile file, PixelDescription pixels, PixelData data) {
        this.file = file;
        this.pixels = pixels;
        this.data = data;
    }

    Raster render() throws RefusedException {
        return switch (pixels.photometric()) {
            case MONOCHROME1, MONOCHROME2 -> gray();
            case PALETTE_COLOR -> palette();
            case YBR_FULL, YBR_FULL_422 -> colour(true);
            // Of JPEG 2000 alone, which undoes these transforms itself.
            case RGB, YBR_ICT, YBR_RCT -> colour(false);
        };
    }

    private Raster gray() throws RefusedException {
        Modality modality = Modality.of(file, pixels.signed());
        Window none = new Window.Range(0, 0);
        Window window = Window.of(file, none);
        if (window.equals(none)) {
            window = file.table(Tag.VOI_LUT).isEmpty()
                    ? range(modality)
                    : new Window.Table(LookupTable.of(file, Tag.VOI_LUT, modality.signed()));
        }
        Shades shades = new Shades(window, modality, inverted());
        int[] values = data.values();
        byte[] out = new byte[values.length];
        // 16 bits have few values, large images have each of them often.
        if (pixels.bitsAllocated() <= 16 && values.length > SHADES) {
            byte[] table = new byte[SHADES];
            for (int i = 0; i < SHADES; i++) {
                table[i] = shades.of(pixels.signed() ? (short) i : i);
            }
            for (int i = 0; i < out.length; i++) {
                out[i] = table[values[i] & (SHADES - 1)];
            }
        } else {
            for (int i = 0; i < out.length; i++) {
                out[i] = shades.of(data.value(i));
            }
        }
        return new Raster(pixels.columns(), pixels.rows(), 1, out);
    }

    /** From a stored value to what is seen. */
    private record Shades(Window window, Modality modality, boolean inverted) {
        byte of(long value) {
            double shown = window.apply(modality.apply(value));
            return (byte) Math.rint(inverted ? 255 - shown : shown);
        }
    }

    /**
     * Whether the smallest value is white. Presentation LUT Shape is the last step of the display (PS3.3, C.7.6.1 and C.11.6): INVERSE says that the
     * values are what is to be seen after inversion, IDENTITY that they already are. It has to agree with the photometric interpretation. Where
     * it does not, the shape decides, as in DCMTK and dcm4che; the two never add up to a double inversion.
     */
    private boolean inverted() {
        return switch (file.string(Tag.PRESENTATION_LUT_SHAPE)) {
            case "INVERSE" -> true;
            case "IDENTITY" -> false;
            default -> pixels.photometric() == Photometric.MONOCHROME1;
        };
    }

    /** The range of the frame's values, those left out that the file declares as padding (PS3.3, C.7.5.1.1.2). */
    private Window range(Modality modality) {
        OptionalInt padding = file.unsigned16(Tag.PIXEL_PADDING, 0);
        OptionalInt limit = file.unsigned16(Tag.PIXEL_PADDING_LIMIT, 0);
        long from = number(padding);
        long to = limit.isPresent() ? number(limit) : from;
        boolean padded = padding.isPresent() && pixels.bitsAllocated() <= 16;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < data.values().length; i++) {
            long v = data.value(i);
            if (!padded || v < Math.min(from, to) || v > Math.max(from, to)) {
                double shown = modality.apply(v);
                low = Math.min(low, shown);
                high = Math.max(high, shown);
            }
        }
        return new Window.Range(low, high);
    }

    private long number(OptionalInt value) {
        int v = value.orElse(0);
        return pixels.signed() ? (short) v : v;
    }

    private Raster palette() throws RefusedException {
        Palette palette = Palette.of(file, pixels.signed());
        byte[] out = new byte[Math.multiplyExact(data.values().length, 3)];
        for (int i = 0, o = 0; i < data.values().length; i++) {
            for (int c = 0; c < 3; c++) {
                out[o++] = palette.look(data.value(i), c);
            }
        }
        return new Raster(pixels.columns(), pixels.rows(), 3, out);
    }

    private Raster colour(boolean ybr) throws RefusedException {
        if (pixels.signed()) {
            throw new RefusedException(Reason.UNSUPPORTED, "colour with signed samples is not supported");
        }
        if (ybr && pixels.bitsStored() > 16) {
            throw new RefusedException(Reason.UNSUPPORTED, "YBR colour with more than 16 bits is not supported");
        }
        int[] samples = data.values();
        if (ybr) {
            // In place: nobody else has them.
            Colours.ybrFullToRgb(samples, (1 << pixels.bitsStored()) - 1);
        }
        byte[] out = new byte[samples.length];
        int bits = pixels.bitsStored();
        for (int i = 0; i < out.length; i++) {
            long v = samples[i] & 0xffffffffL;
            out[i] = (byte) (bits >= 8 ? v >> (bits - 8) : v * 255 / ((1 << bits) - 1));
        }
        return new Raster(pixels.columns(), pixels.rows(), 3, out);
    }
}
