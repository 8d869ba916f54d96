package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * DeepFool (Moosavi-Dezfooli et al., CVPR 2016, algorithm 2; section 3.3 for L-inf): linearises the decision boundaries
 * and steps to the nearest one, until a boundary is crossed. Approximates the nearest misclassified image in the
 * budget's norm. A result outside the budget is projected onto it.
 *
 * @param steps maximum number of steps, 1 to 10,000; the paper's reference code uses 50
 * @param candidates number of wrong classes considered, most likely first, 1 to 1,000; the reference code uses 10
 *     classes including the true one
 * @param overshoot extra length beyond the boundary, as a share of the step, 0 to 10; the paper uses 0.02
 */
public record DeepFool(int steps, int candidates, double overshoot) implements Attack {
    /** Default number of steps. */
    public static final int STEPS = 50;

    /** Default number of candidates. */
    public static final int CANDIDATES = 9;

    /** Default overshoot. */
    public static final double OVERSHOOT = 0.02;

    /** Makes a step cross the boundary in spite of rounding, also without overshoot. */
    private static final double OVER = 1 + 1e-4;

    public DeepFool {
        AttackOptions.requireSteps(steps);
        Bounds.require("targets", candidates, 1, 1000);
        Bounds.requireFrom("overshoot", overshoot, 0, 10);
    }

    @Override
    public String name() {
        return "deepfool";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "targets=" + candidates, "overshoot=" + overshoot);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forNearest(model, pixels, labels, budget);
        search.offerClean();
        int[] rows = search.survivors();
        float[][] x = Rows.copy(search.clean(rows));
        float[][] change = new float[rows.length][rows.length == 0 ? 0 : x[0].length];
        int[] active = IntStream.range(0, rows.length).toArray();
        for (int step = 0; step < steps && active.length > 0; step++) {
            float[][] logits = search.oracle().logits(Rows.pick(x, active));
            int[] asked = active;
            int[] right = IntStream.range(0, asked.length)
                    .filter(i -> Argmax.of(logits[i]) == search.label(rows[asked[i]]))
                    .toArray();
            active = Rows.pick(active, right);
            if (active.length > 0) {
                float[][] moves =
                        moves(search, Rows.pick(rows, active), Rows.pick(x, active), Rows.pick(logits, right));
                for (int i = 0; i < active.length; i++) {
                    int image = active[i];
                    Rows.add(change[image], 1, moves[i]);
                    x[image] = moved(search.clean(rows[image]), change[image]);
                }
            }
        }
        search.submit(rows, x);
        return search.result();
    }

    private float[] moved(float[] clean, float[] change) {
        float[] x = clean.clone();
        Rows.add(x, 1 + overshoot, change);
        for (int j = 0; j < x.length; j++) {
            x[j] = Math.max(0, Math.min(1, x[j]));
        }
        return x;
    }

    /** Returns for each image the shortest change that would cross a boundary if the logits were linear. */
    private float[][] moves(Search search, int[] rows, float[][] x, float[][] logits) {
        int classes = logits[0].length;
        float[][] moves = new float[rows.length][x[0].length];
        double[] shortest = new double[rows.length];
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        float[][] left = Rows.copy(logits);
        for (int rank = 0; rank < Math.min(candidates, classes - 1); rank++) {
            float[][] cotangents = new float[rows.length][classes];
            int[] other = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                int label = search.label(rows[i]);
                other[i] = Argmax.except(label, left[i]);
                left[i][other[i]] = Float.NEGATIVE_INFINITY;
                cotangents[i][other[i]] = 1;
                cotangents[i][label] = -1;
            }
            float[][] slopes = search.oracle().logitsGradient(x, cotangents);
            for (int i = 0; i < rows.length; i++) {
                double gap = (double) logits[i][search.label(rows[i])] - logits[i][other[i]];
                double perLength = search.norm().dualLength(slopes[i]);
                double length = OVER * gap / perLength;
                if (perLength > 0 && length < shortest[i]) {
                    shortest[i] = length;
                    float[] direction = new float[slopes[i].length];
                    search.norm().steepest(slopes[i], direction);
                    moves[i] = new float[direction.length];
                    Rows.add(moves[i], length, direction);
                }
            }
        }
        return moves;
    }
}
