package org.robustdx.trainer.attack;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Attack without a look inside the target: another attack is made against other models (Papernot et al., 2016; of several, the mean of their
 * logits: Liu et al., ICLR 2017), and what it found is tried on the target. The target is asked once per image, for its scores.
 */
public final class Transfer implements Attack {
    private final Attack attack;
    private final Ensemble sources;

    /**
     * Creates one.
     *
     * @param attack made against the sources
     * @param sources whose gradients are used; at least one, of the target's classes
     */
    public Transfer(Attack attack, List<? extends Classifier> sources) {
        this.attack = attack;
        this.sources = new Ensemble(sources);
    }

    @Override
    public String name() {
        return "transfer";
    }

    @Override
    public List<String> options() {
        List<String> options = new ArrayList<>(List.of("attack=" + attack.name(), "sources=" + sources.size()));
        options.addAll(attack.options());
        return options;
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        if (model.classes() != sources.classes()) {
            throw new IllegalArgumentException(
                    "source: a model of " + sources.classes() + " classes (expected: " + model.classes() + ")");
        }
        Search search = Search.forStrongest(model, pixels, labels, budget);
        search.offerClean();
        search.submit(search.all(), Oracle.taken(attack.perturb(sources, pixels, labels, budget, seed)));
        return search.result();
    }
}
