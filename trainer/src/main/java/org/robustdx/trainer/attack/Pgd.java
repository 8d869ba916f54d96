package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * Projected gradient descent (Madry et al., ICLR 2018, section 2.1): starts at a random point in the ball, and takes
 * steps of fixed size that increase the cross-entropy. Each step is projected onto the ball and onto [0,1]. For each
 * image, keeps the best of the original and all intermediate points of all runs. Restarts apply only to images that are
 * still correctly classified.
 *
 * @param steps gradient steps of one run, 1 to 10,000
 * @param restarts runs from different random starts, 1 to 100
 * @param stepSize step size in radii, above 0, at most 1
 */
public record Pgd(int steps, int restarts, double stepSize) implements Attack {
    /** Default number of steps; Madry et al. report 20. */
    public static final int STEPS = 20;

    /** Total length of all steps, in radii; Madry et al. use 2.5. */
    private static final double REACH = 2.5;

    public Pgd {
        AttackOptions.requireSteps(steps);
        AttackOptions.requireRestarts(restarts);
        Bounds.requireAbove("step-size", stepSize, 0, 1);
    }

    /** Creates the attack with a total step length of 2.5 radii. */
    public Pgd(int steps, int restarts) {
        this(steps, restarts, usualStepSize(steps));
    }

    /** Returns the step size, in radii, that gives the total length of Madry et al. */
    public static double usualStepSize(int steps) {
        return stepSize(REACH, steps);
    }

    /** Returns the step size, in radii, that gives a total length of {@code reach} radii; at most 1. */
    static double stepSize(double reach, int steps) {
        AttackOptions.requireSteps(steps);
        return Math.min(1, reach / steps);
    }

    @Override
    public String name() {
        return "pgd";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "restarts=" + restarts, "step-size=" + stepSize);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        search.offerClean();
        Ascent ascent = new Ascent(Losses.CROSS_ENTROPY, steps, stepSize * budget.radius(), 0);
        for (int run = 0; run < restarts; run++) {
            int[] rows = search.rowsOf(run);
            ascent.run(search, rows, search.randomStart(rows, seed, run), search.labels(rows));
        }
        return search.result();
    }
}
