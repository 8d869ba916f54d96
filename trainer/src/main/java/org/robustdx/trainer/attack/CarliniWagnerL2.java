package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * The L2 attack of Carlini and Wagner (S&P 2017, section VI-A): Adam minimises
 * {@code ‖δ‖² + c·max(confidence - margin, 0)} over {@code x = (tanh w + 1) / 2}. A binary search finds the constant c
 * for each image. Searches for the nearest misclassified image. A result outside the budget is projected onto it, in
 * the budget's norm.
 *
 * @param steps steps of the optimiser for each c, 1 to 10,000; the paper's reference code uses 1,000
 * @param searchSteps number of values of c, 1 to 30; the paper uses 9
 * @param confidence required margin of the logits, 0 to 1,000; values above 0 survive rounding and transfer better
 * @param rate learning rate of Adam, above 0, at most 1; the paper uses 0.01
 */
public record CarliniWagnerL2(int steps, int searchSteps, double confidence, double rate) implements Attack {
    /** Default number of steps. */
    public static final int STEPS = 1000;

    /** Default number of values of c. */
    public static final int SEARCH_STEPS = 9;

    /** Default learning rate of Adam. */
    public static final double RATE = 0.01;

    private static final double FIRST_C = 1e-3;

    /** Keeps black and white pixels where tanh has a gradient. */
    private static final double INSIDE = 0.999999;

    /** Stops the optimisation for a c if the objective did not decrease between two of ten checks. */
    private static final double PROGRESS = 0.9999;

    private static final int LOOKS = 10;

    public CarliniWagnerL2 {
        AttackOptions.requireSteps(steps);
        Bounds.require("search-steps", searchSteps, 1, 30);
        Bounds.requireFrom("confidence", confidence, 0, 1000);
        Bounds.requireAbove("rate", rate, 0, 1);
    }

    @Override
    public String name() {
        return "cw-l2";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "search-steps=" + searchSteps, "confidence=" + confidence, "rate=" + rate);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forNearest(model, pixels, labels, budget);
        search.offerClean();
        int[] rows = search.survivors();
        Constant[] constants = new Constant[rows.length];
        Arrays.setAll(constants, i -> new Constant());
        Nearest[] nearest = Nearest.of(Norm.L2, search, rows, confidence);
        for (int s = 0; s < searchSteps && rows.length > 0; s++) {
            boolean[] found = descend(search, rows, constants, nearest);
            for (int i = 0; i < rows.length; i++) {
                constants[i].next(found[i]);
            }
        }
        Nearest.submit(search, rows, nearest);
        return search.result();
    }

    /**
     * Minimises with the current constants and records the nearest misclassified images. Returns for which images a
     * misclassified one was found.
     */
    private boolean[] descend(Search search, int[] rows, Constant[] constants, Nearest[] nearest) {
        int n = rows.length;
        float[][] clean = search.clean(rows);
        float[][] w = new float[n][];
        float[][] x = new float[n][clean[0].length];
        Adam[] adams = new Adam[n];
        for (int i = 0; i < n; i++) {
            w[i] = atanh(clean[i]);
            adams[i] = new Adam(rate, w[i].length);
        }
        boolean[] found = new boolean[n];
        double last = Double.POSITIVE_INFINITY;
        int[] labels = search.labels(rows);
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < n; i++) {
                tanh(w[i], x[i]);
            }
            Oracle.Slope slope = search.oracle().slope(x, Losses.MARGIN, labels, labels);
            double objective = 0;
            for (int i = 0; i < n; i++) {
                double distance = Norm.L2.distance(x[i], clean[i]);
                double margin = slope.losses()[i];
                found[i] |= nearest[i].see(x[i], slope.logits()[i]);
                objective += distance * distance + constants[i].c * Math.max(confidence - margin, 0);
                double pull = margin < confidence ? constants[i].c : 0;
                adams[i].step(w[i], slopeByW(x[i], clean[i], slope.byPixels()[i], pull));
            }
            if (step % Math.max(1, steps / LOOKS) == 0) {
                if (objective > last * PROGRESS) {
                    break;
                }
                last = objective;
            }
        }
        return found;
    }

    /** Returns the derivative of the objective by w, with dx/dw = 2x(1 - x). */
    private static float[] slopeByW(float[] x, float[] clean, float[] marginByPixels, double pull) {
        float[] slope = new float[x.length];
        for (int j = 0; j < x.length; j++) {
            double byX = 2 * ((double) x[j] - clean[j]) - pull * marginByPixels[j];
            slope[j] = (float) (byX * 2 * x[j] * (1 - x[j]));
        }
        return slope;
    }

    private static float[] atanh(float[] x) {
        float[] w = new float[x.length];
        for (int j = 0; j < x.length; j++) {
            double y = (2 * x[j] - 1) * INSIDE;
            w[j] = (float) (0.5 * Math.log((1 + y) / (1 - y)));
        }
        return w;
    }

    private static void tanh(float[] w, float[] x) {
        for (int j = 0; j < x.length; j++) {
            x[j] = (float) ((Math.tanh(w[j]) + 1) / 2);
        }
    }

    /**
     * The constant of one image: multiplied by 10 until it suffices, then bisected to the smallest value that suffices.
     */
    private static final class Constant {
        private double c = FIRST_C;
        private double low;
        private double high = Double.POSITIVE_INFINITY;

        void next(boolean enough) {
            if (enough) {
                high = c;
            } else {
                low = c;
            }
            c = high < Double.POSITIVE_INFINITY ? (low + high) / 2 : 10 * c;
        }
    }
}
