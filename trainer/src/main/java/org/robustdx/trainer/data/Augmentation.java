package org.robustdx.trainer.data;

import java.util.SplittableRandom;

/**
 * Augments images by a seed. All geometric changes are one affine map with bilinear interpolation, mirrored at the borders. All changes of tone are
 * one lookup table per channel, applied before the interpolation. Stateless and thread-safe.
 */
public final class Augmentation {
    private static final float BYTE = 255f;

    private static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

    private final AugmentationConfig config;

    public Augmentation(AugmentationConfig config) {
        this.config = config;
    }

    /** Maps output pixel centres to source pixel centres. */
    private record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
        /** Returns this map, followed by a scaling around a centre. */
        Affine then(double factorX, double factorY, double centreX, double centreY) {
            return new Affine(
                    factorX * xx,
                    factorX * xy,
                    centreX + factorX * (x0 - centreX),
                    factorY * yx,
                    factorY * yy,
                    centreY + factorY * (y0 - centreY));
        }
    }

    /**
     * Writes the augmented {@code image} that belongs to {@code seed}.
     *
     * @param image uint8, HWC
     * @param out float in [0,1], CHW, written from {@code offset} on
     */
    public void apply(byte[] image, int height, int width, int channels, long seed, float[] out, int offset) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] tone = tones(random, channels);
        boolean moves = config.movesPixels();
        Affine map = moves ? affine(random, height, width) : IDENTITY;
        double amount = around(random, config.sharpness());
        if (config.stretch() > 0) {
            // Drawn last: without it, a seed gives the same image as in versions that could not stretch.
            double stretch = Math.exp(around(random, config.stretch()) / 2);
            map = map.then(stretch, 1 / stretch, (width - 1) / 2.0, (height - 1) / 2.0);
        }
        if (moves) {
            resample(image, height, width, channels, map, tone, out, offset);
        } else {
            int plane = height * width;
            for (int i = 0; i < plane; i++) {
                for (int c = 0; c < channels; c++) {
                    out[offset + c * plane + i] = tone[c][image[i * channels + c] & 0xFF];
                }
            }
        }
        if (amount != 0) {
            sharpen(out, offset, height, width, channels, (float) amount);
        }
    }

    /** Adds to each value, in place, {@code amount} times its difference from the mean of the 3×3 values around it. */
    private static void sharpen(float[] out, int offset, int height, int width, int channels, float amount) {
        float[] plane = new float[height * width];
        for (int c = 0; c < channels; c++) {
            int from = offset + c * plane.length;
            System.arraycopy(out, from, plane, 0, plane.length);
            for (int y = 0; y < height; y++) {
                int above = mirrored(y - 1, height) * width;
                int below = mirrored(y + 1, height) * width;
                for (int x = 0; x < width; x++) {
                    int left = mirrored(x - 1, width);
                    int right = mirrored(x + 1, width);
                    int at = y * width;
                    float sum = plane[above + left] + plane[above + x] + plane[above + right];
                    sum += plane[at + left] + plane[at + x] + plane[at + right];
                    sum += plane[below + left] + plane[below + x] + plane[below + right];
                    float value = plane[at + x];
                    out[from + at + x] = Math.min(1, Math.max(0, value + amount * (value - sum / 9)));
                }
            }
        }
    }

    private Affine affine(SplittableRandom random, int height, int width) {
        double angle = Math.toRadians(around(random, config.rotation()));
        double zoom = 1 / (1 + around(random, config.scale()));
        double dx = around(random, config.translation()) * width;
        double dy = around(random, config.translation()) * height;
        double mirrorX = random.nextBoolean() && config.horizontalFlip() ? -1 : 1;
        double mirrorY = random.nextBoolean() && config.verticalFlip() ? -1 : 1;
        double cos = Math.cos(angle) * zoom;
        double sin = Math.sin(angle) * zoom;
        double cx = (width - 1) / 2.0;
        double cy = (height - 1) / 2.0;
        double xx = cos * mirrorX;
        double xy = -sin * mirrorX;
        double yx = sin * mirrorY;
        double yy = cos * mirrorY;
        return new Affine(xx, xy, cx - xx * (cx + dx) - xy * (cy + dy), yx, yy, cy - yx * (cx + dx) - yy * (cy + dy));
    }

    /** Returns one lookup table per channel, from uint8 to [0,1]. Without changes of tone, its values are exactly {@code v / 255f}. */
    private float[][] tones(SplittableRandom random, int channels) {
        float[][] tables = new float[channels][];
        double gamma = Math.exp(around(random, config.gamma()));
        double contrast = 1 + around(random, config.contrast());
        double brightness = around(random, config.brightness());
        for (int c = 0; c < channels; c++) {
            double gain = 1 + around(random, config.colour());
            float[] table = new float[256];
            for (int v = 0; v < 256; v++) {
                if (config.changesTone()) {
                    double x = (Math.pow(v / 255.0, gamma) * gain - 0.5) * contrast + 0.5 + brightness;
                    table[v] = (float) Math.min(1, Math.max(0, x));
                } else {
                    table[v] = v / BYTE;
                }
            }
            tables[c] = table;
        }
        return tables;
    }

    private static void resample(
            byte[] image, int height, int width, int channels, Affine map, float[][] tone, float[] out, int offset) {
        int plane = height * width;
        int at = offset;
        float xx = (float) map.xx();
        float xy = (float) map.xy();
        float originX = (float) map.x0();
        float yx = (float) map.yx();
        float yy = (float) map.yy();
        float originY = (float) map.y0();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at++) {
                float sx = xx * x + xy * y + originX;
                float sy = yx * x + yy * y + originY;
                int x0 = (int) Math.floor(sx);
                int y0 = (int) Math.floor(sy);
                float fx = sx - x0;
                float fy = sy - y0;
                int x1 = mirrored(x0 + 1, width);
                int y1 = mirrored(y0 + 1, height) * width;
                x0 = mirrored(x0, width);
                y0 = mirrored(y0, height) * width;
                int i00 = (y0 + x0) * channels;
                int i01 = (y0 + x1) * channels;
                int i10 = (y1 + x0) * channels;
                int i11 = (y1 + x1) * channels;
                for (int c = 0; c < channels; c++) {
                    float[] table = tone[c];
                    float v00 = table[image[i00 + c] & 0xFF];
                    float v01 = table[image[i01 + c] & 0xFF];
                    float v10 = table[image[i10 + c] & 0xFF];
                    float v11 = table[image[i11 + c] & 0xFF];
                    float top = v00 + (v01 - v00) * fx;
                    float bottom = v10 + (v11 - v10) * fx;
                    out[at + c * plane] = top + (bottom - top) * fy;
                }
            }
        }
    }

    /** Returns the index, reflected into 0 to n-1 without repeating the border pixel. */
    private static int mirrored(int i, int n) {
        if (i >= 0 && i < n) {
            return i;
        }
        if (n == 1) {
            return 0;
        }
        int period = 2 * (n - 1);
        int within = Math.floorMod(i, period);
        return within < n ? within : period - within;
    }

    private static double around(SplittableRandom random, double amount) {
        // Drawn also when unused, so that switching one amount off leaves the others as they were.
        return (2 * random.nextDouble() - 1) * amount;
    }
}
