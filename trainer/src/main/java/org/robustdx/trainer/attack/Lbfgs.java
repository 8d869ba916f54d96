package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.common.Bounds;

/**
 * The L-BFGS attack (Szegedy et al., ICLR 2014, section 4.1): box-constrained L-BFGS minimises
 * {@code c·‖δ‖² + cross-entropy of a wrong class}. A line search finds for each image the largest c whose minimum is
 * misclassified as this class. The wrong class is the most likely one. Searches for the nearest misclassified image. A
 * result outside the budget is projected onto it.
 *
 * @param steps evaluations of the objective for each c, 1 to 10,000
 * @param searchSteps number of values of c, 1 to 30
 */
public record Lbfgs(int steps, int searchSteps) implements Attack {
    /** Default number of evaluations. */
    public static final int STEPS = 50;

    /** Default number of values of c. */
    public static final int SEARCH_STEPS = 10;

    private static final double FIRST_C = 1;
    private static final double FACTOR = 10;

    public Lbfgs {
        AttackOptions.requireSteps(steps);
        Bounds.require("search-steps", searchSteps, 1, 30);
    }

    @Override
    public String name() {
        return "lbfgs";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "search-steps=" + searchSteps);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forNearest(model, pixels, labels, budget);
        float[][] cleanLogits = search.offerClean();
        int[] rows = search.survivors();
        if (rows.length == 0) {
            return search.result();
        }
        int[] targets = new int[rows.length];
        Arrays.setAll(targets, i -> Argmax.except(search.label(rows[i]), cleanLogits[rows[i]]));
        Nearest[] nearest = Nearest.of(Norm.L2, search, rows, 0);
        Constant[] constants = new Constant[rows.length];
        Arrays.setAll(constants, i -> new Constant());
        for (int s = 0; s < searchSteps; s++) {
            boolean[] found = descend(search, rows, targets, constants, nearest);
            for (int i = 0; i < rows.length; i++) {
                constants[i].next(found[i]);
            }
        }
        Nearest.submit(search, rows, nearest);
        return search.result();
    }

    private boolean[] descend(Search search, int[] rows, int[] targets, Constant[] constants, Nearest[] nearest) {
        BoxLbfgs[] minimisers = new BoxLbfgs[rows.length];
        Arrays.setAll(minimisers, i -> new BoxLbfgs(search.clean(rows[i])));
        boolean[] found = new boolean[rows.length];
        for (int step = 0; step < steps; step++) {
            int[] active = IntStream.range(0, rows.length)
                    .filter(i -> !minimisers[i].stuck())
                    .toArray();
            if (active.length == 0) {
                break;
            }
            float[][] x = new float[active.length][];
            Arrays.setAll(x, j -> minimisers[active[j]].trial());
            int[] labels = search.labels(Rows.pick(rows, active));
            Oracle.Slope slope = search.oracle().slope(x, Losses.TOWARDS_TARGET, labels, Rows.pick(targets, active));
            for (int j = 0; j < active.length; j++) {
                int i = active[j];
                float[] change = Rows.minus(x[j], search.clean(rows[i]));
                double square = Rows.dot(change, change);
                boolean misclassified = nearest[i].see(x[j], slope.logits()[j]);
                double c = constants[i].c;
                float[] gradient = new float[change.length];
                Rows.add(gradient, -1, slope.byPixels()[j]);
                Rows.add(gradient, 2 * c, change);
                if (minimisers[i].tell(c * square - slope.losses()[j], gradient)) {
                    // Only the minimum counts, not a rejected trial point.
                    found[i] = misclassified;
                }
            }
        }
        return found;
    }

    /**
     * The constant of one image: increased by factors while the minimum is misclassified, decreased while it is not,
     * then bisected.
     */
    private static final class Constant {
        private double c = FIRST_C;
        private double enough;
        private double tooMuch = Double.POSITIVE_INFINITY;

        void next(boolean misclassified) {
            if (misclassified) {
                enough = c;
            } else {
                tooMuch = c;
            }
            if (enough == 0) {
                c /= FACTOR;
            } else if (tooMuch == Double.POSITIVE_INFINITY) {
                c *= FACTOR;
            } else {
                c = Math.sqrt(enough * tooMuch);
            }
        }
    }
}
