package org.robustdx.inference.image;

import java.util.Arrays;

/**
 * Resizes an image to a model's size. Keeps the aspect ratio, except for {@link Fit#STRETCH}. Along each axis, it shrinks by area averaging (a box
 * filter with the exact fractional coverage of the border pixels, which avoids aliasing and keeps the mean), and enlarges by linear interpolation
 * between pixel centres. Training and serving both use this class.
 */
public final class Resizer {
    private Resizer() {}

    /**
     * Returns the image at {@code height} by {@code width}.
     *
     * @throws IllegalArgumentException if a side is not positive
     */
    public static Raster resize(Raster in, int height, int width, Fit fit) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("size: " + height + "x" + width + " (expected: height, width >= 1)");
        }
        if (in.height() == height && in.width() == width) {
            return in;
        }
        return switch (fit) {
            case CROP -> crop(in, height, width);
            case PAD -> pad(in, height, width);
            case STRETCH -> stretch(in, height, width);
        };
    }

    private static Raster crop(Raster in, int height, int width) {
        // Source pixels per target pixel: the smaller one of both axes leaves the largest window inside the image.
        boolean byWidth = (long) in.width() * height <= (long) in.height() * width;
        double scale = byWidth ? (double) in.width() / width : (double) in.height() / height;
        // The side that decides is taken whole, so that no rounding shaves it.
        double windowWidth = byWidth ? in.width() : scale * width;
        double windowHeight = byWidth ? scale * height : in.height();
        Axis columns = Axis.of(in.width(), (in.width() - windowWidth) / 2, windowWidth, width);
        Axis rows = Axis.of(in.height(), (in.height() - windowHeight) / 2, windowHeight, height);
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(height, width), in.channels())];
        resample(in, rows, columns, out, 0, width * in.channels());
        return new Raster(width, height, in.channels(), out);
    }

    private static Raster stretch(Raster in, int height, int width) {
        Axis columns = Axis.of(in.width(), 0, in.width(), width);
        Axis rows = Axis.of(in.height(), 0, in.height(), height);
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(height, width), in.channels())];
        resample(in, rows, columns, out, 0, width * in.channels());
        return new Raster(width, height, in.channels(), out);
    }

    private static Raster pad(Raster in, int height, int width) {
        double scale = Math.max((double) in.width() / width, (double) in.height() / height);
        int innerWidth = (int) Math.max(1, Math.min(width, Math.round(in.width() / scale)));
        int innerHeight = (int) Math.max(1, Math.min(height, Math.round(in.height() / scale)));
        Axis columns = Axis.of(in.width(), 0, in.width(), innerWidth);
        Axis rows = Axis.of(in.height(), 0, in.height(), innerHeight);
        int channels = in.channels();
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(height, width), channels)];
        int corner = ((height - innerHeight) / 2 * width + (width - innerWidth) / 2) * channels;
        resample(in, rows, columns, out, corner, width * channels);
        return new Raster(width, height, channels, out);
    }

    private static void resample(Raster in, Axis rows, Axis columns, byte[] out, int corner, int stride) {
        int n = columns.size() * in.channels();
        // Two source rows, resampled along x, by parity: neighbouring target rows share one at most (two when
        // enlarging).
        float[][] lines = new float[2][n];
        int[] lineOf = {-1, -1};
        float[] sum = new float[n];
        for (int y = 0; y < rows.size(); y++) {
            Arrays.fill(sum, 0);
            for (int k = 0; k < rows.count[y]; k++) {
                int source = rows.start[y] + k;
                float[] line = lines[source & 1];
                if (lineOf[source & 1] != source) {
                    resampleRow(in, source, columns, line);
                    lineOf[source & 1] = source;
                }
                float weight = rows.weights[rows.offset[y] + k];
                for (int i = 0; i < n; i++) {
                    sum[i] += weight * line[i];
                }
            }
            float total = rows.total[y];
            int o = corner + y * stride;
            for (int i = 0; i < n; i++) {
                out[o + i] = (byte) Math.max(0, Math.min(255, Math.round(sum[i] / total)));
            }
        }
    }

    private static void resampleRow(Raster in, int y, Axis columns, float[] line) {
        int channels = in.channels();
        byte[] pixels = in.pixels();
        int row = y * in.width() * channels;
        for (int x = 0; x < columns.size(); x++) {
            int first = row + columns.start[x] * channels;
            int weightAt = columns.offset[x];
            int count = columns.count[x];
            float total = columns.total[x];
            for (int c = 0; c < channels; c++) {
                float sum = 0;
                for (int k = 0, p = first + c; k < count; k++, p += channels) {
                    sum += columns.weights[weightAt + k] * (pixels[p] & 0xff);
                }
                line[x * channels + c] = sum / total;
            }
        }
    }

    /**
     * For each target index the source indices it is made of and their weights, not normalised: coverage is 1 for a pixel that lies
     * inside, so whole factors stay exact until the one division by the total.
     */
    @SuppressWarnings("ArrayRecordComponent") // tables, never compared
    private record Axis(int[] start, int[] count, int[] offset, float[] total, float[] weights) {
        int size() {
            return start.length;
        }

        static Axis of(int source, double from, double length, int target) {
            double scale = length / target;
            int most = scale <= 1 ? 2 : (int) Math.ceil(scale) + 2;
            int[] start = new int[target];
            int[] count = new int[target];
            int[] offset = new int[target];
            float[] total = new float[target];
            float[] weights = new float[Math.toIntExact((long) most * target)];
            int used = 0;
            for (int t = 0; t < target; t++) {
                offset[t] = used;
                int n = scale <= 1
                        ? linear(source, from + (t + 0.5) * scale - 0.5, start, t, weights, used)
                        : area(source, from + t * scale, from + (t + 1) * scale, start, t, weights, used);
                count[t] = n;
                for (int k = 0; k < n; k++) {
                    total[t] += weights[used + k];
                }
                used += n;
            }
            return new Axis(start, count, offset, total, weights);
        }

        private static int linear(int source, double centre, int[] start, int t, float[] weights, int used) {
            double clamped = Math.max(0, Math.min(source - 1, centre));
            int left = (int) clamped;
            double right = clamped - left;
            start[t] = left;
            weights[used] = (float) (1 - right);
            if (right == 0) {
                return 1;
            }
            weights[used + 1] = (float) right;
            return 2;
        }

        private static int area(int source, double low, double high, int[] start, int t, float[] weights, int used) {
            int first = Math.max(0, Math.min(source - 1, (int) Math.floor(low)));
            int last = Math.max(first, Math.min(source - 1, (int) Math.ceil(high) - 1));
            // A border that misses a pixel's edge by rounding alone must not take in a sliver of the next one.
            while (first < last && first + 1 - low < 1e-6) {
                first++;
            }
            while (last > first && high - last < 1e-6) {
                last--;
            }
            start[t] = first;
            for (int i = first; i <= last; i++) {
                double cover = Math.min(high, i + 1) - Math.max(low, i);
                weights[used + i - first] = (float) (cover > 1 - 1e-6 ? 1 : cover);
            }
            return last - first + 1;
        }
    }
}
