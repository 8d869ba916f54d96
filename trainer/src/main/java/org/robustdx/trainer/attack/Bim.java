package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * Basic iterative method, or I-FGSM (Kurakin et al., ICLR 2017 workshop, section 2.2): FGSM in small steps, starting at
 * the image.
 *
 * @param steps gradient steps, 1 to 10,000
 * @param stepSize step size in radii, above 0, at most 1
 */
public record Bim(int steps, double stepSize) implements Attack {
    /** Default number of steps, as in Kurakin et al. for 8/255. */
    public static final int STEPS = 10;

    /** Total length of all steps, in radii. Kurakin et al. use 1.25 ε steps of 1. */
    private static final double REACH = 1.25;

    public Bim {
        AttackOptions.requireSteps(steps);
        Bounds.requireAbove("step-size", stepSize, 0, 1);
    }

    /** Creates the attack with a total step length of 1.25 radii. */
    public Bim(int steps) {
        this(steps, Pgd.stepSize(REACH, steps));
    }

    @Override
    public String name() {
        return "bim";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "step-size=" + stepSize);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        int[] all = search.all();
        new Ascent(Losses.CROSS_ENTROPY, steps, stepSize * budget.radius(), 0)
                .run(search, all, Rows.copy(search.clean(all)), labels);
        return search.result();
    }
}
