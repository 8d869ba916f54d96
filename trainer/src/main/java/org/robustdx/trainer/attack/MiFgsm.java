package org.robustdx.trainer.attack;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.robustdx.trainer.common.Bounds;

/**
 * Momentum iterative FGSM (Dong et al., CVPR 2018, algorithm 1; section 3.3.2 for L2): steps along a decaying sum of
 * normalised gradients. Its results transfer better to other models.
 *
 * @param steps gradient steps, 1 to 10,000; the paper uses 10
 * @param decay decay factor of the sum, 0 to 10; the paper uses 1
 */
public record MiFgsm(int steps, double decay) implements Attack {
    /** The paper's number of steps. */
    public static final int STEPS = 10;

    /** The paper's decay. */
    public static final double DECAY = 1;

    public MiFgsm {
        AttackOptions.requireSteps(steps);
        Bounds.requireFrom("decay", decay, 0, 10);
    }

    @Override
    public String name() {
        return "mi-fgsm";
    }

    @Override
    public List<String> options() {
        return List.of("steps=" + steps, "decay=" + decay);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        int[] all = search.all();
        new Ascent(Losses.CROSS_ENTROPY, steps, budget.radius() / steps, decay)
                .run(search, all, Rows.copy(search.clean(all)), labels);
        return search.result();
    }
}
