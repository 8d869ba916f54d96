package org.robustdx.trainer.evaluate.sets;

import java.util.Arrays;
import java.util.Locale;
import org.robustdx.inference.image.Raster;

/** Changes that take an image out of a model's scope: what it shows is no longer an image of the model's kind. */
public enum ScopeChange {
    NEGATIVE("levels inverted", false) {
        @Override
        Raster apply(Raster image) {
            byte[] pixels = image.pixels().clone();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (255 - (pixels[i] & 0xFF));
            }
            return new Raster(image.width(), image.height(), image.channels(), pixels);
        }
    },
    TURNED_LEFT("rotated by 90 degrees, anticlockwise", true) {
        @Override
        Raster apply(Raster image) {
            return moved(image, (x, y) -> new int[] {image.width() - 1 - y, x});
        }
    },
    TURNED_RIGHT("rotated by 90 degrees, clockwise", true) {
        @Override
        Raster apply(Raster image) {
            return moved(image, (x, y) -> new int[] {y, image.height() - 1 - x});
        }
    },
    UPSIDE_DOWN("rotated by 180 degrees", true) {
        @Override
        Raster apply(Raster image) {
            return moved(image, (x, y) -> new int[] {image.width() - 1 - x, image.height() - 1 - y});
        }
    },
    MIRRORED_UP_DOWN("top and bottom exchanged", true) {
        @Override
        Raster apply(Raster image) {
            return moved(image, (x, y) -> new int[] {x, image.height() - 1 - y});
        }
    },
    LEFT_HALF_BLACK("left half covered in black", false) {
        @Override
        Raster apply(Raster image) {
            return covered(image, 0, 0, image.width() / 2, image.height(), BLACK);
        }
    },
    RIGHT_HALF_BLACK("right half covered in black", false) {
        @Override
        Raster apply(Raster image) {
            return covered(image, image.width() / 2, 0, image.width(), image.height(), BLACK);
        }
    },
    TOP_HALF_BLACK("top half covered in black", false) {
        @Override
        Raster apply(Raster image) {
            return covered(image, 0, 0, image.width(), image.height() / 2, BLACK);
        }
    },
    BOTTOM_HALF_BLACK("bottom half covered in black", false) {
        @Override
        Raster apply(Raster image) {
            return covered(image, 0, image.height() / 2, image.width(), image.height(), BLACK);
        }
    },
    LEFT_HALF_WHITE("left half covered in white", false) {
        @Override
        Raster apply(Raster image) {
            return covered(image, 0, 0, image.width() / 2, image.height(), WHITE);
        }
    };

    private static final byte BLACK = 0;
    private static final byte WHITE = (byte) 255;

    private final String description;
    private final boolean turns;

    ScopeChange(String description, boolean turns) {
        this.description = description;
        this.turns = turns;
    }

    /** Returns a changed copy of the image, which has to be square if the change turns it. */
    abstract Raster apply(Raster image);

    /** Returns what the change does. */
    public String description() {
        return description;
    }

    /** Returns whether the change moves the top of the image. Images without a defined upright position stay in scope under it. */
    public boolean turns() {
        return turns;
    }

    /** Where the pixel at (x, y) of the result is in the original, as {@code {x, y}}. */
    private interface Origin {
        int[] of(int x, int y);
    }

    private static Raster moved(Raster image, Origin origin) {
        if (image.width() != image.height()) {
            throw new IllegalArgumentException(
                    "image: " + image.width() + "x" + image.height() + " (expected: a square)");
        }
        int channels = image.channels();
        byte[] pixels = new byte[image.pixels().length];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int[] from = origin.of(x, y);
                System.arraycopy(
                        image.pixels(),
                        (from[1] * image.width() + from[0]) * channels,
                        pixels,
                        (y * image.width() + x) * channels,
                        channels);
            }
        }
        return new Raster(image.width(), image.height(), channels, pixels);
    }

    private static Raster covered(Raster image, int left, int top, int right, int bottom, byte level) {
        int channels = image.channels();
        byte[] pixels = image.pixels().clone();
        for (int y = top; y < bottom; y++) {
            Arrays.fill(pixels, (y * image.width() + left) * channels, (y * image.width() + right) * channels, level);
        }
        return new Raster(image.width(), image.height(), channels, pixels);
    }

    /** Returns the name in reports, such as {@code left-half-black}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
