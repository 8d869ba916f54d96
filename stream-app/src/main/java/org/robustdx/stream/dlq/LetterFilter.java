package org.robustdx.stream.dlq;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which dead letters are meant: those that meet every set that is not empty.
 *
 * @param reasons reasons, or none for any
 * @param stages stages, or none for any
 * @param positions positions, or none for any
 */
public record LetterFilter(Set<Reason> reasons, Set<Reason.Stage> stages, Set<LetterPosition> positions) {
    public LetterFilter {
        reasons = Set.copyOf(reasons);
        stages = Set.copyOf(stages);
        positions = Set.copyOf(positions);
    }

    /** Returns whether it leaves nothing out. */
    public boolean isEmpty() {
        return reasons.isEmpty() && stages.isEmpty() && positions.isEmpty();
    }

    /** Returns whether this letter is meant. */
    public boolean matches(Letter letter) {
        return (positions.isEmpty() || positions.contains(letter.position()))
                && (reasons.isEmpty() || names(reasons).contains(letter.reason()))
                && (stages.isEmpty() || names(stages).contains(letter.stage()));
    }

    private static Set<String> names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).collect(Collectors.toUnmodifiableSet());
    }
}
