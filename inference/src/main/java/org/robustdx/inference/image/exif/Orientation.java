package org.robustdx.inference.image.exif;

import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/**
 * The orientation of the stored rows and columns (TIFF 6.0, tag 274, and Exif 2.32, 4.6.4). Each value names the side of the visual image that the
 * stored first row is, then the side that the stored first column is. The order is that of the tag's values, from 1.
 */
public enum Orientation {
    TOP_LEFT,
    TOP_RIGHT,
    BOTTOM_RIGHT,
    BOTTOM_LEFT,
    LEFT_TOP,
    RIGHT_TOP,
    RIGHT_BOTTOM,
    LEFT_BOTTOM;

    private static final int TAG = 274;
    /** Side of the blocks that are rotated one by one: walking down columns of the whole image would miss the cache at every pixel. */
    private static final int BLOCK = 64;

    /** Returns the orientation that a directory declares: {@link #TOP_LEFT} if it declares none, or an invalid one. */
    public static Orientation of(TiffDirectory directory) {
        int value = directory.single16(TAG);
        return value >= 1 && value <= values().length ? values()[value - 1] : TOP_LEFT;
    }

    /** Returns the orientation that Exif data (a TIFF without an image) declares: {@link #TOP_LEFT} if the data is damaged. */
    public static Orientation of(byte[] content, int from, int to) {
        try {
            return of(TiffDirectory.first(content, from, to));
        } catch (RefusedException e) {
            return TOP_LEFT;
        }
    }

    /** Returns the upright image. */
    public Raster apply(Raster stored) {
        int w = stored.width();
        int n = w * stored.height();
        return switch (this) {
            case TOP_LEFT -> stored;
            case TOP_RIGHT -> turned(stored, w - 1, -1, w);
            case BOTTOM_RIGHT -> turned(stored, n - 1, -1, -w);
            case BOTTOM_LEFT -> turned(stored, n - w, 1, -w);
            case LEFT_TOP -> turned(stored, 0, w, 1);
            case RIGHT_TOP -> turned(stored, n - w, -w, 1);
            case RIGHT_BOTTOM -> turned(stored, n - 1, -w, -1);
            case LEFT_BOTTOM -> turned(stored, w - 1, w, -1);
        };
    }

    /** Returns the image whose pixel at (x, y) is the stored pixel with index {@code start + x * right + y * down}. */
    private Raster turned(Raster stored, int start, int right, int down) {
        boolean swapped = compareTo(LEFT_TOP) >= 0;
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        int channels = stored.channels();
        byte[] in = stored.pixels();
        byte[] out = new byte[in.length];
        for (int y0 = 0; y0 < height; y0 += BLOCK) {
            for (int x0 = 0; x0 < width; x0 += BLOCK) {
                int endX = Math.min(width, x0 + BLOCK);
                for (int y = y0; y < Math.min(height, y0 + BLOCK); y++) {
                    int to = (y * width + x0) * channels;
                    int from = (start + x0 * right + y * down) * channels;
                    for (int x = x0; x < endX; x++, from += right * channels) {
                        out[to++] = in[from];
                        if (channels == 3) {
                            out[to++] = in[from + 1];
                            out[to++] = in[from + 2];
                        }
                    }
                }
            }
        }
        return new Raster(width, height, channels, out);
    }
}
