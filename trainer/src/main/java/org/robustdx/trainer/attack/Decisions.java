package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;

/**
 * A model that reveals only its predicted class and answers a limited number of queries for each image. Keeps the nearest misclassified point of
 * each image. A decision-based attack sees no scores: nothing here depends on the values of the logits, only on which is largest.
 */
final class Decisions {
    /** Gray levels of the blank images from which attacks start, the most extreme first. */
    private static final float[] BLANK = {0, 1, 0.5f, 0.25f, 0.75f};

    /** Random starts, with cells of 1, 2, 4, 8 and 16 pixels in turn: smooth noise is taken for other classes more often than fine noise. */
    private static final int NOISE_STARTS = 50;

    private static final int CELL_SIZES = 5;

    private final Search search;
    private final int[] rows;
    private final int limit;
    private final int[] asked;
    private final float[][] nearest;
    private final double[] distance;

    Decisions(Search search, int[] rows, int limit) {
        this.search = search;
        this.rows = rows;
        this.limit = limit;
        asked = new int[rows.length];
        nearest = new float[rows.length][];
        distance = new double[rows.length];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
    }

    /** Searches for nearer misclassified points of the images for which {@link #start} found one. */
    interface Method {
        /**
         * Searches within the limit of queries.
         *
         * @param random the source of each image's random choices
         */
        void search(Decisions decisions, SplittableRandom[] random);
    }

    /**
     * Runs a decision-based attack: finds a misclassified start for each image, searches from there, and returns the nearest point.
     *
     * @param pixels {@code [N,C,H,W]} in [0,1]
     * @param queries largest number of queries for an image
     */
    static INDArray perturb(
            Classifier model, INDArray pixels, int[] labels, Budget budget, long seed, int queries, Method method) {
        Search search = Search.forNearest(model, pixels, labels, budget);
        search.offerClean();
        int[] rows = search.survivors();
        if (rows.length > 0) {
            Decisions decisions = new Decisions(search, rows, queries);
            method.search(decisions, decisions.start(seed));
            decisions.submit();
        }
        return search.result();
    }

    /** Returns the norm of the budget. */
    Norm norm() {
        return search.norm();
    }

    /** Returns how many images there are. */
    int size() {
        return rows.length;
    }

    /** Returns the original of image i. */
    float[] clean(int i) {
        return search.clean(rows[i]);
    }

    /** Returns how often the model may still be asked about image i. */
    int left(int i) {
        return limit - asked[i];
    }

    /** Returns whether there is a misclassified point of image i. */
    boolean found(int i) {
        return nearest[i] != null;
    }

    /** Returns the nearest misclassified point of image i so far; only if one was found. */
    float[] nearest(int i) {
        return nearest[i].clone();
    }

    /** Returns how far that point is from its original; infinity if none was found. */
    double distance(int i) {
        return distance[i];
    }

    /**
     * Asks the model about one point of each of these images.
     *
     * @param images indexes, each with at least one question left
     * @param x one point for each, in [0,1]
     * @return whether each is misclassified
     */
    boolean[] ask(int[] images, float[][] x) {
        boolean[] wrong = new boolean[images.length];
        if (images.length == 0) {
            return wrong;
        }
        float[][] logits = search.oracle().logits(x);
        for (int j = 0; j < images.length; j++) {
            wrong[j] = see(images[j], x[j], logits[j]);
        }
        return wrong;
    }

    /** Asks the model about many points of one image; the number must not exceed {@link #left}. */
    boolean[] askMany(int image, float[][] x) {
        int[] images = new int[x.length];
        Arrays.fill(images, image);
        return ask(images, x);
    }

    private boolean see(int image, float[] x, float[] logits) {
        asked[image]++;
        boolean wrong = Argmax.of(logits) != search.label(rows[image]) && !Float.isNaN(logits[0]);
        if (wrong) {
            double far = search.norm().distance(x, clean(image));
            if (far < distance[image]) {
                distance[image] = far;
                nearest[image] = x.clone();
            }
        }
        return wrong;
    }

    /**
     * Finds a first misclassified point of each image: a blank image, or else its negative, or else random noise. Returns the source of each image's
     * random choices.
     */
    SplittableRandom[] start(long seed) {
        SplittableRandom[] random = new SplittableRandom[rows.length];
        for (int i = 0; i < rows.length; i++) {
            random[i] = Search.random(seed, 0, clean(i));
        }
        for (int attempt = 0; attempt <= BLANK.length + NOISE_STARTS; attempt++) {
            int turn = attempt;
            int[] images = IntStream.range(0, rows.length)
                    .filter(i -> !found(i) && left(i) > 0)
                    .toArray();
            float[][] x = new float[images.length][];
            for (int j = 0; j < images.length; j++) {
                float[] clean = clean(images[j]);
                if (turn < BLANK.length) {
                    x[j] = blank(clean.length, BLANK[turn]);
                } else if (turn == BLANK.length) {
                    x[j] = negative(clean);
                } else {
                    x[j] = noise(search.oracle().imageShape(), 1 << (turn % CELL_SIZES), random[images[j]]);
                }
            }
            ask(images, x);
        }
        return random;
    }

    private static float[] blank(int length, float level) {
        float[] x = new float[length];
        Arrays.fill(x, level);
        return x;
    }

    private static float[] negative(float[] image) {
        float[] x = new float[image.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = 1 - image[i];
        }
        return x;
    }

    /** Returns an image of square cells, each of a random level in each channel. */
    private static float[] noise(int[] shape, int cell, SplittableRandom random) {
        int channels = shape[0];
        int height = shape[1];
        int width = shape[2];
        int across = (width + cell - 1) / cell;
        int down = (height + cell - 1) / cell;
        float[] levels = new float[channels * down * across];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) random.nextDouble();
        }
        float[] x = new float[channels * height * width];
        for (int i = 0; i < x.length; i++) {
            int channel = i / (height * width);
            int row = i / width % height;
            int column = i % width;
            x[i] = levels[(channel * down + row / cell) * across + column / cell];
        }
        return x;
    }

    /** Offers the nearest misclassified points to the search, each moved back into the budget if it is beyond. */
    void submit() {
        int[] found = IntStream.range(0, rows.length).filter(this::found).toArray();
        search.submit(
                Rows.pick(rows, found),
                Arrays.stream(found).mapToObj(this::nearest).toArray(float[][]::new));
    }
}
