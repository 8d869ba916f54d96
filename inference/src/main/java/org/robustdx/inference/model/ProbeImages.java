package org.robustdx.inference.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Images on which a model is tried before it is used: blank, noise, gradients, soft spots, edges, dark, bright and low in contrast, as images are
 * that come. The same ones each time. None but the blank one holds 0 or 255.
 */
final class ProbeImages {
    private static final long SEED = 17;
    private static final int SPOTS = 5;

    private ProbeImages() {}

    /** The brightness of a pixel, 0 to 255; what lies outside of 1 to 254 is clamped. */
    private interface Painter {
        double at(double y, double x, int channel);
    }

    /** Returns the images in batches of {@code size}, {@code size * height * width * channels} samples each, the last ones repeated to fill up. */
    static List<byte[]> batches(int height, int width, int channels, int size) {
        Random random = new Random(SEED);
        List<byte[]> images = new ArrayList<>();
        images.add(new byte[height * width * channels]);
        for (Painter painter : painters(random)) {
            images.add(painted(height, width, channels, painter));
        }
        List<byte[]> batches = new ArrayList<>();
        for (int from = 0; from < images.size(); from += size) {
            byte[] batch = new byte[size * height * width * channels];
            for (int i = 0; i < size; i++) {
                byte[] image = images.get(Math.min(from + i, images.size() - 1));
                System.arraycopy(image, 0, batch, i * image.length, image.length);
            }
            batches.add(batch);
        }
        return batches;
    }

    private static List<Painter> painters(Random random) {
        double[][] spots = new double[SPOTS][];
        for (int i = 0; i < SPOTS; i++) {
            spots[i] = new double[] {random.nextDouble(), random.nextDouble(), 0.05 + 0.2 * random.nextDouble()};
        }
        return List.of(
                (y, x, c) -> 255 * random.nextDouble(),
                (y, x, c) -> 255 * x,
                (y, x, c) -> 255 - 200 * (0.7 * y + 0.3 * x) + 15 * c,
                (y, x, c) -> 30 + 20 * c + 190 * brightest(spots, y, x),
                (y, x, c) -> 220 - 20 * c - 170 * brightest(spots, y, x) + 8 * random.nextGaussian(),
                (y, x, c) -> 8 + 4 * random.nextGaussian(),
                (y, x, c) -> 246 + 4 * random.nextGaussian(),
                (y, x, c) -> 127 + 2 * random.nextGaussian(),
                (y, x, c) -> ((int) (8 * y) + (int) (8 * x)) % 2 == 0 ? 20 : 235);
    }

    private static double brightest(double[][] spots, double y, double x) {
        double brightest = 0;
        for (double[] spot : spots) {
            double distance = Math.hypot(y - spot[0], x - spot[1]) / spot[2];
            brightest = Math.max(brightest, Math.exp(-distance * distance));
        }
        return brightest;
    }

    private static byte[] painted(int height, int width, int channels, Painter painter) {
        byte[] image = new byte[height * width * channels];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    double value = painter.at((y + 0.5) / height, (x + 0.5) / width, c);
                    image[at++] = (byte) Math.max(1, Math.min(254, Math.round(value)));
                }
            }
        }
        return image;
    }
}
