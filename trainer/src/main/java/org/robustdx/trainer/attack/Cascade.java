package org.robustdx.trainer.attack;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Several attacks in sequence, as in AutoAttack (Croce and Hein, ICML 2020, section 5). Each attack runs only on the
 * images that are still correctly classified. An image that is misclassified without an attack stays unchanged.
 *
 * @param name name on the command line
 * @param attacks the attacks in their order, cheapest first
 */
public record Cascade(String name, List<Attack> attacks) implements Attack {
    public Cascade {
        if (attacks.isEmpty()) {
            throw new IllegalArgumentException("attacks: none (expected: at least 1)");
        }
        attacks = List.copyOf(attacks);
    }

    @Override
    public List<String> options() {
        List<String> options = new ArrayList<>();
        for (Attack attack : attacks) {
            options.add("attack=" + attack.name() + " " + String.join(" ", attack.options()));
        }
        return options;
    }

    @Override
    public INDArray perturb(Classifier model, INDArray pixels, int[] labels, Budget budget, long seed) {
        Search search = Search.forStrongest(model, pixels, labels, budget);
        search.offerClean();
        for (Attack attack : attacks) {
            int[] rows = search.survivors();
            if (rows.length == 0) {
                break;
            }
            try (INDArray left = search.oracle().images(search.clean(rows))) {
                search.submit(rows, Oracle.taken(attack.perturb(model, left, search.labels(rows), budget, seed)));
            }
        }
        return search.result();
    }
}
