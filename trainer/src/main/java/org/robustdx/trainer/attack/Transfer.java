package org.robustdx.trainer.attack;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Attack without knowledge of the target: another attack runs on source models (Papernot et al., 2016; for several
 * sources, on the mean of their logits: Liu et al., ICLR 2017), and its result is tried on the target. The target is
 * queried once per image.
 */
public final class Transfer implements Attack {
    private final Attack attack;
    private final Ensemble sources;

    /**
     * Creates the attack.
     *
     * @param attack attack that runs on the sources
     * @param sources source models, at least one, with the target's number of classes
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
