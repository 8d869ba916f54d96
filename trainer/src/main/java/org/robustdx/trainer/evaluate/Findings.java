package org.robustdx.trainer.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;

/**
 * All observations of an evaluation.
 *
 * @param observed by condition, in the order of the plan; noise and shifts on all images of the selection, attacks on its sample
 * @param attackedClean the sample without attack
 * @param checks self-checks of the model
 * @param outOfScope sets of images that are out of the model's scope
 */
public record Findings(
        Map<Condition, Observed> observed, Observed attackedClean, SelfChecks checks, List<OutOfScope> outOfScope) {

    /**
     * A set of out-of-scope images, with the model's answers.
     *
     * @param missed indexes of the images that are not declared out of scope
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    public record OutOfScope(OutOfScopeSet set, Observed observed, int[] missed) {}

    public Findings {
        outOfScope = List.copyOf(outOfScope);
    }

    /** Returns the conditions of a kind, in their order. */
    public List<Condition> of(Condition.Kind kind) {
        return stream(kind).toList();
    }

    /** Returns the observations in a condition. */
    public Observed in(Condition condition) {
        return Optional.ofNullable(observed.get(condition))
                .orElseThrow(() -> new IllegalArgumentException("condition: " + condition.id() + " was not measured"));
    }

    /** Returns the attack of this ε and threat model under which the fewest images are classified correctly; empty if there is none. */
    public Optional<Condition> strongest(double epsilon, ThreatModel threatModel) {
        return stream(Condition.Kind.ATTACK)
                .filter(c -> c.epsilon() == epsilon && c.threatModel() == threatModel)
                .min(Comparator.comparingInt(c -> in(c).right()));
    }

    /** Returns all images of the selection, unchanged. */
    public Observed clean() {
        return in(of(Condition.Kind.CLEAN).get(0));
    }

    private Stream<Condition> stream(Condition.Kind kind) {
        return observed.keySet().stream().filter(condition -> condition.kind() == kind);
    }
}
