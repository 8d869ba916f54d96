package org.robustdx.console.browser;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Writes pictures of pages as PNG files of at most 256 colours, about a third of the size of those with all colours. */
final class SmallPng {
    private static final int MOST = 256;
    /** Colours that agree in the upper six bits of each channel count as one. */
    private static final int KEPT_BITS = 0xfcfcfc;

    private SmallPng() {}

    /** Writes a PNG again in the colours that stand best for all of its own. */
    static void write(byte[] png, Path file) throws IOException {
        BufferedImage page = ImageIO.read(new ByteArrayInputStream(png));
        int width = page.getWidth();
        int height = page.getHeight();
        int[] pixels = page.getRGB(0, 0, width, height, null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel & KEPT_BITS, 1, Integer::sum);
        }
        List<List<Integer>> groups = groups(new ArrayList<>(counts.keySet()));
        List<Integer> palette = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        for (List<Integer> group : groups) {
            group.forEach(color -> places.put(color, palette.size()));
            palette.add(group.stream()
                    .max(Comparator.comparingInt(color -> counts.getOrDefault(color, 0)))
                    .orElseThrow());
        }
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model(palette));
        for (int i = 0; i < pixels.length; i++) {
            small.getRaster().setSample(i % width, i / width, 0, places.getOrDefault(pixels[i] & KEPT_BITS, 0));
        }
        if (!ImageIO.write(small, "png", file.toFile())) {
            throw new IOException(file + ": no writer of PNG");
        }
    }

    /** Splits the group with the widest channel in half, until there are enough groups: the median cut. */
    private static List<List<Integer>> groups(List<Integer> colors) {
        List<List<Integer>> groups = new ArrayList<>(List.of(colors));
        while (groups.size() < MOST) {
            List<Integer> widest = groups.stream()
                    .max(Comparator.comparingInt(group -> width(group, widestShift(group))))
                    .orElseThrow();
            int shift = widestShift(widest);
            if (width(widest, shift) == 0) {
                return groups;
            }
            List<Integer> sorted = widest.stream()
                    .sorted(Comparator.comparingInt(color -> channel(color, shift)))
                    .toList();
            int middle = (channel(sorted.get(0), shift) + channel(sorted.get(sorted.size() - 1), shift)) / 2;
            groups.remove(widest);
            groups.add(sorted.stream()
                    .filter(color -> channel(color, shift) <= middle)
                    .toList());
            groups.add(sorted.stream()
                    .filter(color -> channel(color, shift) > middle)
                    .toList());
        }
        return groups;
    }

    private static int widestShift(List<Integer> group) {
        return Stream.of(0, 8, 16)
                .max(Comparator.comparingInt(shift -> width(group, shift)))
                .orElseThrow();
    }

    private static int width(List<Integer> group, int shift) {
        int lowest = 255;
        int highest = 0;
        for (int color : group) {
            lowest = Math.min(lowest, channel(color, shift));
            highest = Math.max(highest, channel(color, shift));
        }
        return highest - lowest;
    }

    private static int channel(int color, int shift) {
        return (color >> shift) & 0xff;
    }

    private static IndexColorModel model(List<Integer> palette) {
        byte[][] channels = new byte[3][palette.size()];
        for (int i = 0; i < palette.size(); i++) {
            for (int c = 0; c < 3; c++) {
                int value = channel(palette.get(i), 16 - 8 * c);
                channels[c][i] = (byte) (value | (value >> 6)); // White stays white.
            }
        }
        return new IndexColorModel(8, palette.size(), channels[0], channels[1], channels[2]);
    }
}
