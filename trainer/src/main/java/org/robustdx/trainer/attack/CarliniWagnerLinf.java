package org.robustdx.trainer.attack;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * The L-inf attack of Carlini and Wagner (S&P 2017, section VI-C): Adam minimises
 * {@code c·max(confidence - margin, 0) + Σ max(|δ_i| - τ, 0)}. After a success, τ decreases to 0.9 of the largest
 * change, and the search continues from there. After a failure, c doubles. The model is evaluated at δ clipped to ±τ,
 * so that results satisfy τ although the optimiser oscillates around this bound. τ starts at the budget. For an L2
 * budget, the result is projected onto it.
 *
 * @param steps steps of the optimiser for each pair of c and τ, 1 to 10,000; the paper uses 1,000, but starts each pair
 *     from scratch
 * @param confidence required margin of the logits, 0 to 1,000
 * @param rate learning rate of Adam, above 0, at most 1; the paper uses 0.005
 */
public record CarliniWagnerLinf(int steps, double confidence, double rate) implements Attack {
    /** Default number of steps. */
    public static final int STEPS = 100;

    /** Default learning rate of Adam. */
    public static final double RATE = 0.005;

    private static final double FIRST_C = 0.1;
    private static final double LARGEST_C = 20;
    private static final double SHRINK = 0.9;

    /** Maximum step size, as a share of τ. */
    private static final double STRIDE = 0.05;

    /** Smaller changes disappear when an image is stored with 8 bits. */
    private static final double LEAST_TAU = 1.0 / 512;

    public CarliniWagnerLinf {
        AttackOptions.requireSteps(steps);
        Bounds.requireFrom("confidence", confidence, 0, 1000);
        Bounds.requireAbove("rate", rate, 0, 1);
    }

    @Override
    public String name() {
        return "cw-linf";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "confidence=" + confidence, "rate=" + rate);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forNearest(model, pixels, labels, budget);
        search.offerClean();
        int[] rows = search.survivors();
        Trial[] trials = new Trial[rows.length];
        for (int i = 0; i < rows.length; i++) {
            trials[i] = new Trial(search, rows[i], confidence, Math.min(1, budget.radius()));
        }
        while (true) {
            int[] active = IntStream.range(0, rows.length)
                    .filter(i -> trials[i].active())
                    .toArray();
            if (active.length == 0) {
                break;
            }
            descend(
                    search,
                    Rows.pick(rows, active),
                    Arrays.stream(active).mapToObj(i -> trials[i]).toArray(Trial[]::new));
        }
        Nearest.submit(
                search, rows, Arrays.stream(trials).map(trial -> trial.nearest).toArray(Nearest[]::new));
        return search.result();
    }

    private void descend(Search search, int[] rows, Trial[] trials) {
        int[] labels = search.labels(rows);
        float[][] x = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            trials[i].begin(rate);
        }
        for (int step = 0; step <= steps; step++) {
            for (int i = 0; i < rows.length; i++) {
                x[i] = trials[i].clipped();
            }
            Oracle.Slope slope = search.oracle().slope(x, Losses.MARGIN, labels, labels);
            boolean open = false;
            for (int i = 0; i < rows.length; i++) {
                trials[i].found |= trials[i].nearest.see(x[i], slope.logits()[i]);
                if (!trials[i].found) {
                    trials[i].step(slope.byPixels()[i]);
                    open = true;
                }
            }
            if (!open) {
                break;
            }
        }
        for (Trial trial : trials) {
            trial.next();
        }
    }

    /** One image with its constants. */
    private static final class Trial {
        private final float[] clean;
        private final float[] free;
        private final float[] slope;
        private final Nearest nearest;
        private final double least;
        private double c = FIRST_C;
        private double tau;
        private Adam adam;
        private boolean found;

        Trial(Search search, int row, double confidence, double tau) {
            clean = search.clean(row);
            nearest = new Nearest(Norm.LINF, search, row, confidence);
            this.tau = tau;
            least = Math.min(LEAST_TAU, tau / 2);
            free = clean.clone();
            slope = new float[free.length];
            adam = new Adam(RATE, free.length);
        }

        boolean active() {
            return c <= LARGEST_C && tau >= least;
        }

        void begin(double rate) {
            adam = new Adam(Math.min(rate, STRIDE * tau), free.length);
            found = false;
        }

        float[] clipped() {
            float[] x = free.clone();
            Norm.LINF.project(x, clean, tau);
            return x;
        }

        void step(float[] marginByPixels) {
            for (int j = 0; j < free.length; j++) {
                float change = free[j] - clean[j];
                double beyond = change > tau ? 1 : change < -tau ? -1 : 0;
                slope[j] = (float) (beyond - c * marginByPixels[j]);
            }
            adam.step(free, slope);
            for (int j = 0; j < free.length; j++) {
                free[j] = Math.max(0, Math.min(1, free[j]));
            }
        }

        void next() {
            if (found) {
                tau = SHRINK * Math.min(tau, nearest.distance());
            } else {
                c *= 2;
            }
        }
    }
}
