package org.robustdx.gateway.report;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Three panels side by side: the image as the model saw it, the denoised image, and their difference. The difference is grey where both agree, brighter where
 * the image is brighter, and multiplied by {@value #GAIN}.
 *
 * @param width width in pixels
 * @param height height in pixels
 * @param rgb red, green and blue of each pixel, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier
record Panels(int width, int height, byte[] rgb) {
    static final int GAIN = 4;

    private static final int SCALE = 4;
    private static final int GAP = 8;
    private static final int LONGEST_SIDE = 512;
    private static final int MIDDLE = 128;
    private static final int MAX = 255;
    private static final int CHANNELS = 3;

    /** Returns the panels of two pictures; empty if they are no PNG files, too large, or of different size. */
    static Optional<Panels> of(ByteBuffer image, ByteBuffer denoised) {
        Optional<Raster> one = read(image);
        Optional<Raster> other = read(denoised);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        Raster before = one.get();
        Raster after = other.get();
        boolean same = before.getWidth() == after.getWidth() && before.getHeight() == after.getHeight();
        return same ? Optional.of(drawn(before, after)) : Optional.empty();
    }

    private static Optional<Raster> read(ByteBuffer png) {
        byte[] bytes = new byte[png.remaining()];
        png.duplicate().get(bytes);
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
        ImageReader reader = readers.next();
        // In memory: a container may have no place for a cache file.
        try (ImageInputStream in =
                new javax.imageio.stream.MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            if (reader.getWidth(0) > LONGEST_SIDE || reader.getHeight(0) > LONGEST_SIDE) {
                return Optional.empty();
            }
            BufferedImage read = reader.read(0);
            return Optional.of(read.getRaster());
        } catch (IOException | RuntimeException e) { // The JDK's reader throws both on malformed files.
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    private static Panels drawn(Raster before, Raster after) {
        int panel = before.getWidth() * SCALE;
        int height = before.getHeight() * SCALE;
        int width = CHANNELS * panel + 2 * GAP;
        byte[] rgb = new byte[CHANNELS * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < panel; x++) {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    int image = sample(before, x / SCALE, y / SCALE, channel);
                    int denoised = sample(after, x / SCALE, y / SCALE, channel);
                    int difference = Math.max(0, Math.min(MAX, MIDDLE + GAIN * (image - denoised)));
                    int at = CHANNELS * (y * width + x) + channel;
                    rgb[at] = (byte) image;
                    rgb[at + CHANNELS * (panel + GAP)] = (byte) denoised;
                    rgb[at + CHANNELS * 2 * (panel + GAP)] = (byte) difference;
                }
            }
        }
        return new Panels(width, height, rgb);
    }

    private static int sample(Raster raster, int x, int y, int channel) {
        return raster.getSample(x, y, raster.getNumBands() < CHANNELS ? 0 : channel);
    }
}
