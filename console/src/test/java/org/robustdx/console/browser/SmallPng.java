package org.robustdx.console.browser;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Writes pictures of pages as PNG files of at most 256 colours, about a third of the size of those with all colours. */
final class SmallPng {
    private static final int MOST = 256;
    /** Colours that agree in the upper six bits of each channel count as one. */
    private static final int KEPT_BITS = 0xfcfcfc;

    private SmallPng() {}

    /** Writes a PNG again with the colours that it has most often; all others become the nearest of these. */
    static void write(byte[] png, Path file) throws IOException {
        BufferedImage page = ImageIO.read(new ByteArrayInputStream(png));
        int width = page.getWidth();
        int height = page.getHeight();
        int[] pixels = page.getRGB(0, 0, width, height, null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel & KEPT_BITS, 1, Integer::sum);
        }
        List<Integer> palette = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(MOST)
                .map(Map.Entry::getKey)
                .toList();
        Map<Integer, Integer> places = new HashMap<>();
        for (int color : counts.keySet()) {
            places.put(color, nearest(palette, color));
        }
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model(palette));
        for (int i = 0; i < pixels.length; i++) {
            small.getRaster().setSample(i % width, i / width, 0, places.get(pixels[i] & KEPT_BITS));
        }
        if (!ImageIO.write(small, "png", file.toFile())) {
            throw new IOException(file + ": no writer of PNG");
        }
    }

    private static int nearest(List<Integer> palette, int color) {
        int found = palette.indexOf(color);
        return found >= 0
                ? found
                : palette.indexOf(palette.stream()
                        .min(Comparator.comparingInt(one -> distance(one, color)))
                        .orElseThrow());
    }

    private static int distance(int one, int other) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int difference = channel(one, shift) - channel(other, shift);
            sum += difference * difference;
        }
        return sum;
    }

    private static int channel(int color, int shift) {
        return color >> shift & 0xff;
    }

    private static IndexColorModel model(List<Integer> palette) {
        byte[][] channels = new byte[3][palette.size()];
        for (int i = 0; i < palette.size(); i++) {
            for (int c = 0; c < 3; c++) {
                int value = channel(palette.get(i), 16 - 8 * c);
                channels[c][i] = (byte) (value | value >> 6); // White stays white.
            }
        }
        return new IndexColorModel(8, palette.size(), channels[0], channels[1], channels[2]);
    }
}
