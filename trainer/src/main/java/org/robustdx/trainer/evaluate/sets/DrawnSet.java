package org.robustdx.trainer.evaluate.sets;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.robustdx.trainer.data.Dataset;

/** Sets of images that show nothing a model could diagnose, drawn by code from a seed. */
public enum DrawnSet {
    LETTERS("1 to 36 letters in one colour on a plain ground", 300, false) {
        @Override
        void draw(Canvas canvas, int index, SplittableRandom random) {
            Letters.draw(canvas, random);
        }
    },
    GREY("images of one gray level, one image for each of the 256 levels", 256, false) {
        @Override
        void draw(Canvas canvas, int index, SplittableRandom random) {
            canvas.fill(canvas.colour(c -> index / 255.0));
        }
    },
    COLOURS("one colour", 256, true) {
        @Override
        void draw(Canvas canvas, int index, SplittableRandom random) {
            canvas.fill(canvas.colour(c -> random.nextDouble()));
        }
    },
    GRADIENTS("a linear gradient in any direction between two levels or colours", 300, false) {
        @Override
        void draw(Canvas canvas, int index, SplittableRandom random) {
            double[] from = canvas.colour(c -> random.nextDouble());
            double[] to = canvas.colour(c -> random.nextDouble());
            double angle = 2 * Math.PI * random.nextDouble();
            double dx = Math.cos(angle);
            double dy = Math.sin(angle);
            double reach = (Math.abs(dx) + Math.abs(dy)) / 2;
            canvas.paint((x, y, c) -> {
                double share = 0.5 + (dx * (x - 0.5) + dy * (y - 0.5)) / (2 * reach);
                return from[c] + share * (to[c] - from[c]);
            });
        }
    },
    NOISE("Gaussian noise of standard deviation 0.05 to 0.5 around one level, independent in each sample", 300, false) {
        @Override
        void draw(Canvas canvas, int index, SplittableRandom random) {
            double[] level = canvas.colour(c -> random.nextDouble());
            double deviation = 0.05 + 0.45 * random.nextDouble();
            canvas.paint((x, y, c) -> level[c] + deviation * random.nextGaussian());
        }
    };

    private final String description;
    private final int size;
    private final boolean needsColour;

    DrawnSet(String description, int size, boolean needsColour) {
        this.description = description;
        this.size = size;
        this.needsColour = needsColour;
    }

    abstract void draw(Canvas canvas, int index, SplittableRandom random);

    /** Returns what the images show. */
    public String description() {
        return description;
    }

    /** Returns whether the set exists for images with this number of channels. */
    boolean exists(int channels) {
        return channels == 3 || !needsColour;
    }

    /** Returns the images of the set, all of one nameless class. */
    Dataset images(int side, int channels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] images = new byte[size][];
        for (int i = 0; i < size; i++) {
            Canvas canvas = new Canvas(side, channels);
            draw(canvas, i, random);
            images[i] = canvas.pixels();
        }
        String[] names = IntStream.range(0, size).mapToObj(i -> this + "-" + i).toArray(String[]::new);
        return new Dataset(List.of("none"), side, side, channels, images, new int[size], names, names.clone());
    }

    /** Returns the name in reports, such as {@code letters}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
