package org.robustdx.inference.image.exif;

import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.RefusedException;

/**
 * How the stored rows and columns lie on the image that is meant (TIFF 6.0, tag 274, and Exif 2.32, 4.6.4): each is named for the side of the image
 * that the first row and the first column are. In the order of their numbers, from 1.
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
    /** Pixels of a block that is turned at once: going down columns of all the image would miss the cache at each. */
    private static final int BLOCK = 64;

    /** Returns what a directory says; the image is upright where it says nothing, or nothing that has a meaning. */
    public static Orientation of(TiffDirectory directory) {
        int value = directory.single16(TAG);
        return value >= 1 && value <= values().length ? values()[value - 1] : TOP_LEFT;
    }

    /** Returns what Exif data says, which is a TIFF without an image; the image is upright where the data is damaged. */
    public static Orientation of(byte[] content, int from, int to) {
        try {
            return of(TiffDirectory.first(content, from, to));
        } catch (RefusedException e) {
            return TOP_LEFT;
        }
    }

    /** Returns the image as it is meant. */
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

    /** Returns the image whose pixel at (x, y) is the stored one number {@code start + x * right + y * down}. */
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
