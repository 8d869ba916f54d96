package org.robustdx.stream.dlq;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Selects dead letters. An empty set matches every dead letter; a dead letter must match all three sets.
 *
 * @param reasons accepted reasons
 * @param stages accepted stages
 * @param positions accepted positions
 */
public record LetterFilter(Set<Reason> reasons, Set<Reason.Stage> stages, Set<LetterPosition> positions) {
    public LetterFilter {
        reasons = Set.copyOf(reasons);
        stages = Set.copyOf(stages);
        positions = Set.copyOf(positions);
    }

    /** Returns whether it matches every dead letter. */
    public boolean isEmpty() {
        return reasons.isEmpty() && stages.isEmpty() && positions.isEmpty();
    }

    /** Returns whether it matches a dead letter. */
    public boolean matches(Letter letter) {
        return (positions.isEmpty() || positions.contains(letter.position()))
                && (reasons.isEmpty() || names(reasons).contains(letter.reason()))
                && (stages.isEmpty() || names(stages).contains(letter.stage()));
    }

    private static Set<String> names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).collect(Collectors.toUnmodifiableSet());
    }
}
