package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.robustdx.trainer.attack.AttackTraits;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.evaluate.Evidence.Measured;

/**
 * Rules of {@link FlagRule} that compare attacks with each other. A stronger attack must not leave more images correct than a weaker one
 * (Carlini et al., "On Evaluating Adversarial Robustness", 2019).
 */
final class AttackRules {
    private AttackRules() {}

    static Optional<String> beatsWhiteBox(Evidence e, ThreatModel threatModel) {
        return each(e.epsilons(), epsilon -> {
            Optional<Measured> seeing = e.strongest(epsilon, AttackTraits::whiteBox);
            Optional<Measured> other = e.strongest(epsilon, traits -> traits.threatModel() == threatModel);
            return compared(other, seeing);
        });
    }

    static Optional<String> singleStep(Evidence e) {
        return each(e.epsilons(), epsilon -> {
            Optional<Measured> single = e.strongest(epsilon, traits -> traits.whiteBox() && !traits.iterative());
            Optional<Measured> multi = e.strongest(epsilon, traits -> traits.whiteBox() && traits.iterative());
            return compared(single, multi);
        });
    }

    static Optional<String> risesWithSteps(Evidence e) {
        return rises(e.checksBySteps()).stream().findFirst();
    }

    static Optional<String> notConverged(Evidence e) {
        List<Measured> checks = e.checksBySteps();
        if (checks.size() < 2) {
            return Optional.empty();
        }
        Measured last = checks.get(checks.size() - 1);
        Measured before = checks.get(checks.size() - 2);
        return last.clearlyBelow(before)
                ? Optional.of("PGD still gains from " + before.steps().getAsInt() + " to "
                        + last.steps().getAsInt() + " steps: " + last.comparedWith(before))
                : Optional.empty();
    }

    static Optional<String> risesWithEpsilon(Evidence e) {
        return FlagRule.joined(e.attacksByName().stream()
                .flatMap(ofOne -> rises(ofOne).stream())
                .toList());
    }

    /** Returns a message for each measurement that is clearly below the next one. */
    private static List<String> rises(List<Measured> ascending) {
        List<String> messages = new ArrayList<>();
        for (int i = 1; i < ascending.size(); i++) {
            if (ascending.get(i - 1).clearlyBelow(ascending.get(i))) {
                messages.add(ascending.get(i - 1).comparedWith(ascending.get(i)));
            }
        }
        return messages;
    }

    static Optional<String> unbounded(Evidence e) {
        return e.checks().stream()
                .filter(m -> m.steps().isEmpty() && m.accuracy() > 0.05)
                .map(m -> FlagRule.format("%s leaves %.1f %% (expected: at most 5 %%)", m.label(), 100 * m.accuracy()))
                .findFirst();
    }

    static Optional<String> rounding(Evidence e) {
        return FlagRule.joined(e.attacks().stream()
                .filter(m -> m.accuracy() > m.accuracyBeforeRounding() + Evidence.tolerance(m.n()))
                .map(m -> FlagRule.format(
                        "%s: %.1f %% before rounding to 8 bits, %.1f %% after",
                        m.label(), 100 * m.accuracyBeforeRounding(), 100 * m.accuracy()))
                .toList());
    }

    static Optional<String> weakAdaptive(Evidence e) {
        return each(e.epsilons(), epsilon -> {
            Optional<Measured> seeing = e.strongest(epsilon, AttackTraits::whiteBox);
            Optional<Measured> adaptive = e.strongest(epsilon, traits -> traits.threatModel() == ThreatModel.ADAPTIVE);
            // Twice the tolerance: the attack has two aims, and half of its steps go to the other one.
            return seeing.isPresent()
                            && adaptive.isPresent()
                            && adaptive.get().accuracy()
                                    > seeing.get().accuracy()
                                            + 2
                                                    * Evidence.tolerance(
                                                            adaptive.get().n())
                    ? Optional.of(seeing.get().comparedWith(adaptive.get()))
                    : Optional.empty();
        });
    }

    /** Returns a message if both exist and the first is clearly below the second. */
    private static Optional<String> compared(Optional<Measured> lower, Optional<Measured> higher) {
        return lower.isPresent() && higher.isPresent() && lower.get().clearlyBelow(higher.get())
                ? Optional.of(lower.get().comparedWith(higher.get()))
                : Optional.empty();
    }

    private static Optional<String> each(List<Double> epsilons, Function<Double, Optional<String>> message) {
        return FlagRule.joined(
                epsilons.stream().flatMap(e -> message.apply(e).stream()).toList());
    }
}
