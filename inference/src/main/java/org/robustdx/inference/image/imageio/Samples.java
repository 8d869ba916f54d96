package org.robustdx.inference.image.imageio;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.pixels.Canvas;
import org.robustdx.inference.image.pixels.ColourTable;
import org.robustdx.inference.image.pixels.Depth;

/**
 * Copies the samples of an ImageIO image as they are stored. There is no colour conversion, because Java's grey colour space is linear and would
 * change the values. Of samples with more than 8 bits, the 8 highest of the used bits are kept. Alpha is composited on black.
 */
public final class Samples {
    private Samples() {}

    /**
     * Returns the samples of an image.
     *
     * @param declaredBits how many of 16 bits the content declares as used, 0 if it declares nothing
     */
    public static Raster of(BufferedImage image, int declaredBits) throws RefusedException {
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return indexed(image, palette);
        }
        int type = colours.getColorSpace().getType();
        int bands = image.getRaster().getNumBands();
        int channels = type == ColorSpace.TYPE_GRAY ? 1 : type == ColorSpace.TYPE_RGB ? 3 : 0;
        int alpha = colours.hasAlpha() ? 1 : 0;
        if (channels == 0 || bands != channels + alpha) {
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "a colour space of " + bands + " bands other than gray and RGB is not supported");
        }
        int data = image.getRaster().getTransferType();
        if (data != DataBuffer.TYPE_BYTE && data != DataBuffer.TYPE_USHORT) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "signed, 32-bit and floating-point samples are not supported");
        }
        return alpha == 0
                        && colours.getComponentSize(0) == 8
                        && image.getRaster().getDataBuffer() instanceof DataBufferByte
                ? bytes(image.getRaster(), channels)
                : components(image, channels, alpha == 1, declaredBits);
    }

    private static Raster bytes(WritableRaster raster, int channels) {
        if (!(raster.getSampleModel() instanceof ComponentSampleModel model)
                || raster.getSampleModelTranslateX() != 0
                || raster.getSampleModelTranslateY() != 0) {
            return generic(raster, channels);
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        DataBufferByte buffer = (DataBufferByte) raster.getDataBuffer();
        byte[] out = new byte[width * height * channels];
        for (int c = 0; c < channels; c++) {
            int bank = model.getBankIndices()[c];
            byte[] data = buffer.getData(bank);
            int base = buffer.getOffsets()[bank] + model.getBandOffsets()[c];
            for (int y = 0; y < height; y++) {
                int p = base + y * model.getScanlineStride();
                for (int x = 0, o = y * width * channels + c;
                        x < width;
                        x++, o += channels, p += model.getPixelStride()) {
                    out[o] = data[p];
                }
            }
        }
        return new Raster(width, height, channels, out);
    }

    private static Raster generic(WritableRaster raster, int channels) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] out = new byte[width * height * channels];
        int[] line = new int[width * channels];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, line);
            for (int i = 0; i < line.length; i++) {
                out[y * line.length + i] = (byte) line[i];
            }
        }
        return new Raster(width, height, channels, out);
    }

    private static Raster components(BufferedImage image, int channels, boolean alpha, int declaredBits)
            throws RefusedException {
        WritableRaster raster = image.getRaster();
        ColorModel colours = image.getColorModel();
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        int bits = colours.getComponentSize(0);
        if (bits == 16
                && !alpha
                && raster.getDataBuffer() instanceof DataBufferUShort buffer
                && buffer.getSize() == width * height * channels) {
            return words(buffer.getData(), width, height, channels, declaredBits);
        }
        int alphaBits = bits;
        int[] line = new int[width * bands];
        if (bits == 16) {
            int[] largest = largest(raster, channels);
            bits = Depth.significant(largest[0], declaredBits);
            // An opacity uses as many bits as the colours, if it fits into them.
            alphaBits = largest[1] < 1 << bits ? bits : 16;
        }
        Canvas canvas = new Canvas(width, height, channels, colours.isAlphaPremultiplied());
        for (int y = 0; y < height; y++) {
            row(raster, y, line);
            for (int i = 0; i < line.length; i += bands) {
                int opacity = alpha ? Depth.toByte(line[i + channels], alphaBits) : 255;
                if (channels == 1) {
                    canvas.gray(Depth.toByte(line[i], bits), opacity);
                } else {
                    canvas.rgb(
                            Depth.toByte(line[i], bits),
                            Depth.toByte(line[i + 1], bits),
                            Depth.toByte(line[i + 2], bits),
                            opacity);
                }
            }
        }
        return canvas.toRaster();
    }

    /** Converts opaque samples of 16 bits that stand side by side. */
    private static Raster words(short[] samples, int width, int height, int channels, int declaredBits) {
        int largest = 0;
        for (short sample : samples) {
            largest = Math.max(largest, sample & 0xffff);
        }
        int bits = Depth.significant(largest, declaredBits);
        byte[] out = new byte[samples.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) Depth.toByte(samples[i] & 0xffff, bits);
        }
        return new Raster(width, height, channels, out);
    }

    /** Takes a row of samples of 8 or 16 bits; {@link WritableRaster#getPixels} is slow: it fetches each sample by itself. */
    private static void row(WritableRaster raster, int y, int[] line) {
        Object elements = raster.getDataElements(0, y, raster.getWidth(), 1, null);
        if (elements instanceof short[] words) {
            for (int i = 0; i < line.length; i++) {
                line[i] = words[i] & 0xffff;
            }
        } else if (elements instanceof byte[] bytes) {
            for (int i = 0; i < line.length; i++) {
                line[i] = bytes[i] & 0xff;
            }
        } else {
            throw new IllegalStateException("samples: " + elements.getClass() + " (expected: bytes or words)");
        }
    }

    /** Returns the largest sample of the colour channels, and that of the alpha channel. */
    private static int[] largest(WritableRaster raster, int channels) {
        int bands = raster.getNumBands();
        int[] line = new int[raster.getWidth() * bands];
        int[] largest = new int[2];
        for (int y = 0; y < raster.getHeight(); y++) {
            row(raster, y, line);
            for (int i = 0; i < line.length; i += bands) {
                for (int c = 0; c < channels; c++) {
                    largest[0] = Math.max(largest[0], line[i + c]);
                }
                largest[1] = Math.max(largest[1], channels < bands ? line[i + channels] : 0);
            }
        }
        return largest;
    }

    private static Raster indexed(BufferedImage image, IndexColorModel palette) throws RefusedException {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        ColourTable table = new ColourTable(colours);
        int width = image.getWidth();
        int height = image.getHeight();
        Canvas canvas = new Canvas(width, height, table.channels(), false);
        int[] line = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRaster().getSamples(0, y, width, 1, 0, line);
            for (int index : line) {
                canvas.argb(table.argb(index));
            }
        }
        return canvas.toRaster();
    }
}
