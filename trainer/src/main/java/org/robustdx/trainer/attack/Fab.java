package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * Fast adaptive boundary attack (Croce and Hein, ICML 2020, algorithm 1). It looks for the nearest misclassified image: each step projects the
 * current point and the original image onto the linearised border of the classes, goes beyond that border, and is drawn towards the original.
 * When a point is misclassified, the search goes on closer to the original. A result beyond the budget is moved back to its border.
 *
 * @param variant which border it goes for
 * @param steps of one run, 1 to 10,000; the paper's 100
 * @param restarts runs, 1 to 100; the first starts from the image, the others from random points; for the targeted form, of each target
 * @param targets how many wrong classes are considered, the likeliest first, 1 to 1,000; AutoAttack's 9
 */
public record Fab(Variant variant, int steps, int restarts, int targets) implements Attack {
    /** The paper's number of steps. */
    public static final int STEPS = 100;

    /** AutoAttack's number of target classes. */
    public static final int TARGETS = 9;

    private static final double MOST_BIAS = 0.1;
    private static final double OVERSHOOT = 1.05;
    private static final double BACKWARD = 0.9;
    private static final int FINAL_STEPS = 3;

    /** Which border a run goes for. */
    public enum Variant {
        /** In each step the nearest one. */
        UNTARGETED("fab"),
        /** In each run that of one wrong class; cheaper when there are many classes. */
        TARGETED("fab-t");

        private final String id;

        Variant(String id) {
            this.id = id;
        }
    }

    public Fab {
        AttackOptions.requireSteps(steps);
        AttackOptions.requireRestarts(restarts);
        Bounds.require("targets", targets, 1, 1000);
    }

    @Override
    public String name() {
        return variant.id;
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "restarts=" + restarts, "targets=" + targets);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forNearest(model, pixels, labels, budget);
        float[][] cleanLogits = search.offerClean();
        int considered = Math.min(targets, model.classes() - 1);
        int goals = variant == Variant.TARGETED ? considered : 1;
        int run = 0;
        for (int goal = 0; goal < goals; goal++) {
            for (int restart = 0; restart < restarts; restart++) {
                int[] rows = search.survivors();
                if (rows.length > 0) {
                    int[][] ranked = ranked(Rows.pick(cleanLogits, rows), search.labels(rows), considered);
                    int[][] borders = variant == Variant.TARGETED ? only(ranked, goal) : ranked;
                    run(search, rows, borders, restart == 0 ? -1 : run, seed);
                }
                run++;
            }
        }
        return search.result();
    }

    /** Returns for each image its likeliest wrong classes. */
    private static int[][] ranked(float[][] logits, int[] labels, int count) {
        int[][] ranked = new int[logits.length][count];
        for (int i = 0; i < logits.length; i++) {
            float[] left = logits[i].clone();
            for (int rank = 0; rank < count; rank++) {
                ranked[i][rank] = Argmax.except(labels[i], left);
                left[ranked[i][rank]] = Float.NEGATIVE_INFINITY;
            }
        }
        return ranked;
    }

    private static int[][] only(int[][] ranked, int rank) {
        return Arrays.stream(ranked).map(all -> new int[] {all[rank]}).toArray(int[][]::new);
    }

    /** Makes one run; {@code randomRun} numbers a run from random points and is -1 for a run from the images. */
    private void run(Search search, int[] rows, int[][] borders, int randomRun, long seed) {
        float[][] clean = search.clean(rows);
        float[][] x = Rows.copy(clean);
        if (randomRun >= 0) {
            float[][] start = search.randomStart(rows, seed, randomRun);
            for (int i = 0; i < x.length; i++) {
                // Half the radius, as in the paper.
                x[i] = mix(clean[i], start[i], 0.5);
            }
        }
        Nearest[] nearest = Nearest.of(search.norm(), search, rows, 0);
        for (int step = 0; step < steps; step++) {
            Border[] planes = borders(search, rows, x, borders);
            for (int i = 0; i < x.length; i++) {
                x[i] = next(search.norm(), x[i], clean[i], planes[i]);
            }
            float[][] logits = search.oracle().logits(x);
            for (int i = 0; i < x.length; i++) {
                if (nearest[i].see(x[i], logits[i])) {
                    x[i] = mix(clean[i], x[i], BACKWARD);
                }
            }
        }
        comeCloser(search, clean, nearest);
        Nearest.submit(search, rows, nearest);
    }

    /** Searches the line between the border and the misclassified image for a nearer one (section 3.4). */
    private static void comeCloser(Search search, float[][] clean, Nearest[] nearest) {
        int[] found = java.util.stream.IntStream.range(0, nearest.length)
                .filter(i -> nearest[i].distance() < Double.POSITIVE_INFINITY)
                .toArray();
        if (found.length == 0) {
            return;
        }
        double[] low = new double[nearest.length];
        double[] high = new double[nearest.length];
        float[][] far = new float[nearest.length][];
        for (int i : found) {
            high[i] = 1;
            low[i] = 1 - 2.0 * (OVERSHOOT - 1);
            far[i] = nearest[i].best();
        }
        for (int step = 0; step < FINAL_STEPS; step++) {
            float[][] x = new float[found.length][];
            for (int j = 0; j < found.length; j++) {
                int i = found[j];
                x[j] = mix(clean[i], far[i], (low[i] + high[i]) / 2);
            }
            float[][] logits = search.oracle().logits(x);
            for (int j = 0; j < found.length; j++) {
                int i = found[j];
                double middle = (low[i] + high[i]) / 2;
                if (nearest[i].see(x[j], logits[j])) {
                    high[i] = middle;
                } else {
                    low[i] = middle;
                }
            }
        }
    }

    /** Returns {@code (1 - share) · a + share · b}. */
    private static float[] mix(float[] a, float[] b, double share) {
        float[] mixed = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            mixed[i] = (float) (a[i] + share * (b[i] - a[i]));
        }
        return mixed;
    }

    private static float[] next(Norm norm, float[] x, float[] clean, Border border) {
        float[] step = Hyperplane.change(norm, x, border.normal(), border.rise());
        double riseOfClean = border.rise() + Rows.dot(border.normal(), Rows.minus(x, clean));
        float[] stepOfClean = Hyperplane.change(norm, clean, border.normal(), riseOfClean);
        double length = norm.length(step);
        double lengthOfClean = norm.length(stepOfClean);
        double sum = length + lengthOfClean;
        double bias = sum > 0 ? Math.min(length / sum, MOST_BIAS) : 0;
        float[] next = new float[x.length];
        for (int i = 0; i < next.length; i++) {
            double ahead = x[i] + OVERSHOOT * step[i];
            double aheadOfClean = clean[i] + OVERSHOOT * stepOfClean[i];
            next[i] = (float) Math.max(0, Math.min(1, (1 - bias) * ahead + bias * aheadOfClean));
        }
        return next;
    }

    /**
     * A border between classes, taken as a hyperplane.
     *
     * @param normal gradient of the wrong class's logit minus the right one's
     * @param rise by how much that difference has to grow
     */
    private record Border(float[] normal, double rise) {}

    /** Returns for each image the nearest of its borders (eq. 7), taken as linear around x. */
    private static Border[] borders(Search search, int[] rows, float[][] x, int[][] classes) {
        float[][] logits = search.oracle().logits(x);
        Border[] nearest = new Border[x.length];
        double[] shortest = new double[x.length];
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        for (int rank = 0; rank < classes[0].length; rank++) {
            float[][] cotangents = new float[x.length][logits[0].length];
            for (int i = 0; i < x.length; i++) {
                cotangents[i][classes[i][rank]] = 1;
                cotangents[i][search.label(rows[i])] = -1;
            }
            float[][] slopes = search.oracle().logitsGradient(x, cotangents);
            for (int i = 0; i < x.length; i++) {
                double rise = (double) logits[i][search.label(rows[i])] - logits[i][classes[i][rank]];
                double distance = Math.abs(rise) / search.norm().dualLength(slopes[i]);
                if (nearest[i] == null || distance < shortest[i]) {
                    nearest[i] = new Border(slopes[i], Double.isNaN(rise) ? 0 : rise);
                    shortest[i] = distance;
                }
            }
        }
        return nearest;
    }
}
