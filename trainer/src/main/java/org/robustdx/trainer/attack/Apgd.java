package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * Auto-PGD (Croce and Hein, ICML 2020, algorithm 1): gradient ascent with momentum. The step size starts at twice the
 * radius. For each image separately, it is halved when progress is too small, and the search then continues from the
 * best point so far.
 *
 * @param variant the loss that is maximised
 * @param steps gradient steps of one run, 1 to 10,000; the paper uses 100
 * @param restarts runs from different random starts, 1 to 100; for the targeted variant, per target class
 * @param targets number of target classes of the targeted variant, most likely first, 1 to 1,000; the paper uses 9
 */
public record Apgd(Variant variant, int steps, int restarts, int targets) implements Attack {
    /** The paper's number of steps. */
    public static final int STEPS = 100;

    /** The paper's number of target classes. */
    public static final int TARGETS = 9;

    private static final double MOMENTUM = 0.75;
    private static final double ENOUGH = 0.75;

    /** The loss that is maximised. */
    public enum Variant {
        /** The cross-entropy. */
        CROSS_ENTROPY("apgd-ce"),
        /**
         * The difference of logits ratio (DLR). With two classes, for which it is undefined, the margin of Carlini and
         * Wagner.
         */
        DLR("apgd-dlr"),
        /** The targeted DLR. With fewer than four classes, for which it is undefined, the targeted margin. */
        TARGETED("apgd-t");

        private final String id;

        Variant(String id) {
            this.id = id;
        }
    }

    public Apgd {
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
        String steps = "steps=" + this.steps;
        String restarts = "restarts=" + this.restarts;
        return switch (variant) {
            case CROSS_ENTROPY -> List.of(steps, restarts);
            case DLR -> List.of(steps, restarts, "loss=dlr (margin for 2 classes)");
            case TARGETED ->
                List.of(
                        steps,
                        restarts,
                        "targets=" + targets,
                        "loss=targeted dlr (targeted margin for 2 or 3 classes)");
        };
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        float[][] cleanLogits = search.offerClean();
        int classes = model.classes();
        int run = 0;
        if (variant == Variant.TARGETED) {
            for (int rank = 0; rank < Math.min(targets, classes - 1); rank++) {
                for (int restart = 0; restart < restarts; restart++) {
                    int[] rows = search.rowsOf(run);
                    int[] goal = targets(cleanLogits, rows, search.labels(rows), rank);
                    climb(search, rows, Losses.targetedDlr(classes), goal, seed, run++);
                }
            }
            return search.result();
        }
        Losses loss = variant == Variant.DLR ? Losses.dlr(classes) : Losses.CROSS_ENTROPY;
        for (; run < restarts; run++) {
            int[] rows = search.rowsOf(run);
            climb(search, rows, loss, search.labels(rows), seed, run);
        }
        return search.result();
    }

    /** Returns for each image the wrong class with this rank. Rank 0 is the most likely wrong class. */
    private static int[] targets(float[][] logits, int[] rows, int[] labels, int rank) {
        int[] targets = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            float[] left = logits[rows[i]].clone();
            targets[i] = Argmax.except(labels[i], left);
            for (int r = 0; r < rank; r++) {
                left[targets[i]] = Float.NEGATIVE_INFINITY;
                targets[i] = Argmax.except(labels[i], left);
            }
        }
        return targets;
    }

    private void climb(Search search, int[] rows, Losses loss, int[] targets, long seed, int run) {
        if (rows.length == 0) {
            return;
        }
        int[] labels = search.labels(rows);
        float[][] x = search.randomStart(rows, seed, run);
        Oracle.Slope slope = search.oracle().slope(x, loss, labels, targets);
        search.offer(rows, x, slope.logits());
        Climber[] climbers = new Climber[rows.length];
        for (int i = 0; i < rows.length; i++) {
            climbers[i] = new Climber(search, rows[i], x[i], slope, i);
        }
        int checkpoint = 0;
        double next = 0.22;
        double interval = 0.22;
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < rows.length; i++) {
                x[i] = climbers[i].step();
            }
            slope = search.oracle().slope(x, loss, labels, targets);
            search.offer(rows, x, slope.logits());
            for (int i = 0; i < rows.length; i++) {
                climbers[i].see(slope, i);
            }
            if (step + 1 >= Math.ceil(next * steps)) {
                for (Climber climber : climbers) {
                    climber.review(step + 1 - checkpoint);
                }
                checkpoint = step + 1;
                interval = Math.max(interval - 0.03, 0.06);
                next += interval;
            }
        }
    }

    /** The state of the ascent of one image. */
    private static final class Climber {
        private final Search search;
        private final float[] clean;
        private final float[] direction;
        private double stepSize;
        private float[] x;
        private float[] before;
        private float[] gradient;
        private double loss;
        private float[] bestX;
        private float[] bestGradient;
        private double bestLoss;
        private boolean begun;
        private int rises;
        private boolean halved;
        private double bestAtReview;

        Climber(Search search, int row, float[] start, Oracle.Slope slope, int i) {
            this.search = search;
            clean = search.clean(row);
            direction = new float[start.length];
            stepSize = 2 * search.radius();
            x = start;
            before = start;
            gradient = slope.byPixels()[i];
            loss = slope.losses()[i];
            bestX = x;
            bestGradient = gradient;
            bestLoss = loss;
            bestAtReview = loss;
            // Treated as halved, because before the first checkpoint a standstill cannot be detected.
            halved = true;
        }

        /** Returns the next point to evaluate. */
        float[] step() {
            float[] z = x.clone();
            search.norm().steepest(gradient, direction);
            Rows.add(z, stepSize, direction);
            search.norm().project(z, clean, search.radius());
            double share = begun ? MOMENTUM : 1;
            float[] next = new float[x.length];
            for (int j = 0; j < next.length; j++) {
                next[j] = (float) (x[j] + share * (z[j] - x[j]) + (1 - share) * (x[j] - before[j]));
            }
            search.norm().project(next, clean, search.radius());
            begun = true;
            before = x;
            x = next;
            return next;
        }

        void see(Oracle.Slope slope, int i) {
            rises += slope.losses()[i] > loss ? 1 : 0;
            loss = slope.losses()[i];
            gradient = slope.byPixels()[i];
            if (loss > bestLoss) {
                bestLoss = loss;
                bestX = x;
                bestGradient = gradient;
            }
        }

        /**
         * Halves the step size if too few of the last steps increased the loss, or if the best loss did not change
         * since the last checkpoint and the step size was not halved there.
         */
        void review(int stepsSince) {
            boolean tooFew = rises < ENOUGH * stepsSince;
            boolean standstill = !halved && bestLoss <= bestAtReview;
            halved = tooFew || standstill;
            if (halved) {
                stepSize /= 2;
                x = bestX;
                before = bestX;
                gradient = bestGradient;
                loss = bestLoss;
            }
            bestAtReview = bestLoss;
            rises = 0;
        }
    }
}
