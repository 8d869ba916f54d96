package org.robustdx.trainer.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that an evaluation saw.
 *
 * @param observed by condition, in the order of the plan; noise and shifts on all images of the selection, attacks on its sample
 * @param attackedClean the sample as it is, without attack
 * @param checks of the model
 */
public record Findings(Map<Condition, Observed> observed, Observed attackedClean, SelfChecks checks) {

    /** Returns the conditions of a kind, in their order. */
    public List<Condition> of(Condition.Kind kind) {
        return stream(kind).toList();
    }

    /** Returns what was seen in a condition. */
    public Observed in(Condition condition) {
        return Optional.ofNullable(observed.get(condition))
                .orElseThrow(() -> new IllegalArgumentException("condition: " + condition.id() + " was not measured"));
    }

    /** Returns all images of the selection as they are. */
    public Observed clean() {
        return in(of(Condition.Kind.CLEAN).get(0));
    }

    private Stream<Condition> stream(Condition.Kind kind) {
        return observed.keySet().stream().filter(condition -> condition.kind() == kind);
    }
}
