package org.robustdx.inference.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import org.robustdx.inference.image.DecodeResult.Reason;

/**
 * Takes the samples out of an ImageIO image as they are stored. No colour conversion: Java's gray colour space is linear, and going through it
 * would change the values. Samples over 8 bits keep their 8 high bits; alpha is composited on black.
 */
final class Samples {
    private Samples() {}

    static Raster of(BufferedImage image) throws RefusedException {
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return indexed(image, palette);
        }
        if (colours instanceof DirectColorModel) {
            return packed(image);
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
                : components(image, channels, alpha == 1);
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

    private static Raster components(BufferedImage image, int channels, boolean alpha) {
        WritableRaster raster = image.getRaster();
        ColorModel colours = image.getColorModel();
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        byte[] out = new byte[width * height * channels];
        int[] line = new int[width * bands];
        int o = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, line);
            for (int x = 0; x < width; x++) {
                int opacity = alpha && !colours.isAlphaPremultiplied()
                        ? toByte(line[x * bands + channels], colours.getComponentSize(channels))
                        : 255;
                for (int c = 0; c < channels; c++) {
                    out[o++] = onBlack(toByte(line[x * bands + c], colours.getComponentSize(c)), opacity);
                }
            }
        }
        return new Raster(width, height, channels, out);
    }

    private static Raster indexed(BufferedImage image, IndexColorModel palette) {
        int size = palette.getMapSize();
        int[] colours = new int[size];
        palette.getRGBs(colours);
        boolean gray = true;
        for (int i = 0; i < size; i++) {
            int v = colours[i];
            colours[i] = (channel(v, 16) << 16) | (channel(v, 8) << 8) | channel(v, 0);
            gray &= (colours[i] & 0xff) * 0x010101 == colours[i];
        }
        int width = image.getWidth();
        int height = image.getHeight();
        int channels = gray ? 1 : 3;
        byte[] out = new byte[width * height * channels];
        int[] line = new int[width];
        int o = 0;
        for (int y = 0; y < height; y++) {
            image.getRaster().getSamples(0, y, width, 1, 0, line);
            for (int index : line) {
                // An index past the palette's end is black, as it is in other readers.
                int colour = index < size ? colours[index] : 0;
                o = put(out, o, colour, channels);
            }
        }
        return new Raster(width, height, channels, out);
    }

    private static Raster packed(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] out = new byte[width * height * 3];
        int[] line = new int[width];
        int o = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, line, 0, width);
            for (int v : line) {
                o = put(out, o, (channel(v, 16) << 16) | (channel(v, 8) << 8) | channel(v, 0), 3);
            }
        }
        return new Raster(width, height, 3, out);
    }

    private static int put(byte[] out, int at, int colour, int channels) {
        int o = at;
        if (channels == 3) {
            out[o++] = (byte) (colour >> 16);
            out[o++] = (byte) (colour >> 8);
        }
        out[o++] = (byte) colour;
        return o;
    }

    /** One channel of a non-premultiplied ARGB colour, composited on black. */
    private static int channel(int argb, int shift) {
        return onBlack((argb >> shift) & 0xff, argb >>> 24) & 0xff;
    }

    private static byte onBlack(int value, int opacity) {
        return (byte) ((value * opacity + 127) / 255);
    }

    private static int toByte(int sample, int bits) {
        if (bits == 8) {
            return sample;
        }
        return bits > 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
    }
}
