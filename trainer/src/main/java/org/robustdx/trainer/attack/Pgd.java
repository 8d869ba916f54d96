package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * Projected gradient descent (Madry et al., ICLR 2018, section 2.1): from a random start in the ball, steps of fixed size up the
 * cross-entropy, each projected back onto the ball and onto [0,1]. Of the image itself and all points on the way the best is kept, for each
 * image by itself, over all restarts; restarts are for the images that are still read rightly.
 *
 * @param steps gradient steps of one run, 1 to 10,000
 * @param restarts runs from different random starts, 1 to 100
 * @param stepSize of the radius, above 0, at most 1
 */
public record Pgd(int steps, int restarts, double stepSize) implements Attack {
    /** Default number of steps: Madry et al. report 20. */
    public static final int STEPS = 20;

    /** How far all steps together go, in radii: Madry et al. cross the ball two and a half times. */
    private static final double REACH = 2.5;

    public Pgd {
        AttackOptions.requireSteps(steps);
        AttackOptions.requireRestarts(restarts);
        Bounds.requireAbove("step-size", stepSize, 0, 1);
    }

    /** Creates one whose steps together go two and a half times the radius. */
    public Pgd(int steps, int restarts) {
        this(steps, restarts, usualStepSize(steps));
    }

    /** Returns the step, in radii, with which that many go as far as those of Madry et al. */
    public static double usualStepSize(int steps) {
        return stepSize(REACH, steps);
    }

    /** Returns the step with which that many go that far, in radii; one radius at most. */
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
