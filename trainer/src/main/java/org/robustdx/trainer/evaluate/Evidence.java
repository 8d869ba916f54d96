package org.robustdx.trainer.evaluate;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.attack.AttackTraits;
import org.robustdx.trainer.attack.Setting;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;

/**
 * The evidence that the rules of {@link FlagRule} inspect.
 *
 * @param measured the measured conditions, in the order of the plan
 * @param selfChecks self-checks of the model
 * @param images the images of the evaluation
 * @param classes number of classes of the model
 * @param falseAlarmRate false-alarm rate that the model file is calibrated for
 * @param detections one for each attack, ε and detector
 * @param scope how well the scope detectors work; null if the model has none
 * @param predictionSets how often the prediction sets hold the true class; null if the model has none
 * @param subgroups results by attributes of the images
 * @param shifts accuracy lost under shifts; null if none were measured
 */
record Evidence(
        List<Measured> measured,
        SelfChecks selfChecks,
        Report.ImageSet images,
        int classes,
        double falseAlarmRate,
        List<Report.Detection> detections,
        @Nullable ScopeResults scope,
        @Nullable PredictionSetResults predictionSets,
        List<SubgroupResults> subgroups,
        Report.@Nullable ShiftSummary shifts) {

    /** A condition with its results. */
    record Measured(Condition condition, Report.Row row) {
        double accuracy() {
            return row.accuracy();
        }

        int n() {
            return row.n();
        }

        /** Returns the accuracy before rounding to 8 bits. If it was not measured, returns the accuracy after rounding. */
        double accuracyBeforeRounding() {
            Double before = row.accuracyBeforeRounding();
            return before == null ? row.accuracy() : before;
        }

        ThreatModel threatModel() {
            return condition.threatModel();
        }

        /** Returns the traits of the attack. The condition must be an attack. */
        AttackTraits traits() {
            return condition.attack().orElseThrow().attack().traits();
        }

        /** Returns the number of steps, if it was chosen and is not the attack's default. */
        OptionalInt steps() {
            return condition
                    .attack()
                    .map(choice -> choice.options().settings().get(Setting.STEPS))
                    .map(steps -> OptionalInt.of(steps.intValue()))
                    .orElse(OptionalInt.empty());
        }

        /** Returns whether the accuracy is below that of the other by more than {@link Evidence#tolerance}. */
        boolean clearlyBelow(Measured other) {
            return accuracy() < other.accuracy() - tolerance(Math.min(n(), other.n()));
        }

        /** Returns a comparison with a measurement of higher accuracy, in words. */
        String comparedWith(Measured higher) {
            return String.format(
                    Locale.ROOT,
                    "%s leaves %.1f %%, %s %.1f %% (n = %d)",
                    label(),
                    100 * accuracy(),
                    higher.label(),
                    100 * higher.accuracy(),
                    n());
        }

        String label() {
            return condition.name() + " at " + Bounds.show(condition.epsilon()) + "/255";
        }
    }

    /** Returns the difference between accuracies on n images that counts as chance: 1 %, at least 2 images. */
    static double tolerance(int n) {
        return Math.max(0.01, 2.0 / n);
    }

    List<Measured> of(Condition.Kind kind) {
        return measured.stream().filter(m -> m.condition().kind() == kind).toList();
    }

    List<Measured> attacks() {
        return of(Condition.Kind.ATTACK);
    }

    List<Measured> checks() {
        return of(Condition.Kind.CHECK);
    }

    /** Returns the checks with an explicit number of steps, by ascending steps. */
    List<Measured> checksBySteps() {
        return checks().stream()
                .filter(m -> m.steps().isPresent())
                .sorted(Comparator.comparingInt(m -> m.steps().getAsInt()))
                .toList();
    }

    /** Returns the measurements of each attack, by ascending ε. */
    List<List<Measured>> attacksByName() {
        Map<String, List<Measured>> byName = attacks().stream()
                .sorted(Comparator.comparingDouble(m -> m.condition().epsilon()))
                .collect(Collectors.groupingBy(m -> m.condition().name(), LinkedHashMap::new, Collectors.toList()));
        return attacks().stream()
                .map(m -> m.condition().name())
                .distinct()
                .map(name -> byName.getOrDefault(name, List.of()))
                .toList();
    }

    /** Returns the results by site; none for a single site. */
    List<SubgroupResults.Group> sites() {
        return subgroups.stream()
                .filter(by -> by.attribute().equals(Grouping.SITE))
                .flatMap(by -> by.groups().stream())
                .toList();
    }

    List<Double> epsilons() {
        return attacks().stream()
                .map(m -> m.condition().epsilon())
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the attack of this ε, among those with matching traits, that leaves the lowest accuracy. */
    Optional<Measured> strongest(double epsilon, Predicate<AttackTraits> traits) {
        return attacks().stream()
                .filter(m -> m.condition().epsilon() == epsilon && traits.test(m.traits()))
                .min(Comparator.comparingDouble(Measured::accuracy));
    }
}
