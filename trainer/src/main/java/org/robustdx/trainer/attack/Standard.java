package org.robustdx.trainer.attack;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The standard cascade. For four classes and more it is AutoAttack (Croce and Hein, ICML 2020, section 5): APGD on the cross-entropy, targeted APGD,
 * targeted FAB and Square. With fewer classes the targeted ratio of logits is not defined, so APGD on the untargeted ratio (three classes) or on the
 * margin (two classes) takes the place of targeted APGD.
 *
 * @param steps gradient steps of one run of APGD and of FAB
 * @param restarts of each attack
 * @param targets wrong classes of the targeted attacks
 * @param queries of Square
 */
public record Standard(int steps, int restarts, int targets, int queries) implements Attack {
    /** Number of classes from which on the cascade is AutoAttack. */
    private static final int AUTO_ATTACK = 4;

    public Standard {
        cascade(AUTO_ATTACK, steps, restarts, targets, queries);
    }

    @Override
    public String name() {
        return "standard";
    }

    @Override
    public List<String> options() {
        List<String> options = new ArrayList<>();
        options.add("cascade=AutoAttack for 4 classes and more; for fewer, apgd-dlr in place of apgd-t");
        options.addAll(cascade(AUTO_ATTACK, steps, restarts, targets, queries).options());
        return List.copyOf(options);
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        return cascade(model.classes(), steps, restarts, targets, queries).perturb(model, pixels, labels, budget, seed);
    }

    /** Returns the attacks of the cascade for that many classes. */
    static Cascade cascade(int classes, int steps, int restarts, int targets, int queries) {
        Apgd.Variant second = classes >= AUTO_ATTACK ? Apgd.Variant.TARGETED : Apgd.Variant.DLR;
        return new Cascade(
                "standard",
                List.of(
                        new Apgd(Apgd.Variant.CROSS_ENTROPY, steps, restarts, targets),
                        new Apgd(second, steps, restarts, targets),
                        new Fab(Fab.Variant.TARGETED, steps, restarts, targets),
                        new Square(queries, restarts, Square.SHARE)));
    }
}
