package org.robustdx.inference.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * An image of 8-bit samples, interleaved row by row (height, width, channel).
 *
 * @param width width in pixels
 * @param height height in pixels
 * @param channels 1 (gray) or 3 (red, green, blue)
 * @param pixels {@code height * width * channels} unsigned samples; not copied, so the caller must not change the array afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode go by content
public record Raster(int width, int height, int channels, byte[] pixels) {
    /** The most pixels a raster of three channels can hold in one array. */
    public static final long MAX_PIXELS = (Integer.MAX_VALUE - 8) / 3;

    /** @throws IllegalArgumentException if the sizes do not fit each other */
    public Raster {
        if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("raster: " + height + "x" + width + "x" + channels
                    + " (expected: height, width >= 1, channels 1 or 3)");
        }
        if (pixels.length != (long) width * height * channels) {
            throw new IllegalArgumentException("pixels.length: " + pixels.length + " (expected: "
                    + (long) width * height * channels + " for " + height + "x" + width + "x" + channels + ")");
        }
    }

    /** Returns the sample at a place, 0 to 255. */
    public int sample(int y, int x, int channel) {
        return pixels[(y * width + x) * channels + channel] & 0xff;
    }

    /** Returns the size as {@code HxWxC}, as it stands in messages. */
    public String shape() {
        return height + "x" + width + "x" + channels;
    }

    /**
     * Returns this image with the given number of channels. Gray becomes colour by repeating it. Colour becomes gray exactly where red, green
     * and blue are equal, and by the luma of ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B, rounded) elsewhere.
     *
     * @throws IllegalArgumentException if {@code wanted} is neither 1 nor 3
     */
    public Raster toChannels(int wanted) {
        if (wanted != 1 && wanted != 3) {
            throw new IllegalArgumentException("channels: " + wanted + " (expected: 1 or 3)");
        }
        if (wanted == channels) {
            return this;
        }
        int n = width * height;
        byte[] out = new byte[Math.multiplyExact(n, wanted)];
        if (wanted == 3) {
            for (int i = 0, o = 0; i < n; i++) {
                byte v = pixels[i];
                out[o++] = v;
                out[o++] = v;
                out[o++] = v;
            }
        } else {
            for (int i = 0, p = 0; i < n; i++, p += 3) {
                // The weights sum to 1000, so equal samples come out as they went in.
                int luma = 299 * (pixels[p] & 0xff) + 587 * (pixels[p + 1] & 0xff) + 114 * (pixels[p + 2] & 0xff);
                out[i] = (byte) ((luma + 500) / 1000);
            }
        }
        return new Raster(width, height, wanted, out);
    }

    /** Returns whether all pixels are the same. */
    public boolean isUniform() {
        for (int i = channels; i < pixels.length; i++) {
            if (pixels[i] != pixels[i - channels]) {
                return false;
            }
        }
        return true;
    }

    /** Returns this image encoded as PNG: 8 bits, gray or RGB, same bytes for the same pixels. */
    public byte[] toPng() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(pixels.length / 2 + 128);
        try {
            PngWriter.write(this, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to take bytes
        }
        return out.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Raster that
                && width == that.width
                && height == that.height
                && channels == that.channels
                && Arrays.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + channels) + Arrays.hashCode(pixels);
    }

    @Override
    public String toString() {
        return "Raster[" + shape() + "]";
    }
}
