package org.robustdx.trainer.evaluate;

import static org.robustdx.trainer.evaluate.Flag.Severity.DOUBT;
import static org.robustdx.trainer.evaluate.Flag.Severity.NOTE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.robustdx.trainer.attack.AttackTraits;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.evaluate.Evidence.Measured;
import org.robustdx.trainer.report.Interval;

/**
 * The rules by which warnings are raised, each documented in {@code docs/flags.md}. Comparisons between attacks are of the same images; a
 * difference counts only if it exceeds {@link Evidence#tolerance}.
 */
public enum FlagRule {
    /** Gradients of 0 lead an attack nowhere. */
    ZERO_GRADIENTS(
            DOUBT,
            e -> when(
                    e.selfChecks().zeroGradients() * 100L > e.selfChecks().n(),
                    "%d of %d images have a gradient of the loss that is 0 in every pixel",
                    e.selfChecks().zeroGradients(),
                    e.selfChecks().n())),
    /** The gradients would be those of another model. */
    GRAPH_DIFFERS(
            DOUBT,
            e -> when(
                    !(e.selfChecks().graphDifference() <= 1e-4),
                    "logits of the exported file and of the network whose gradients were used differ by up to %.2g"
                            + " (allowed: 1e-4)",
                    e.selfChecks().graphDifference())),
    /** An attack would have to average over many readings. */
    RANDOMISED_OUTPUT(
            DOUBT,
            e -> when(
                    !(e.selfChecks().readTwiceDifference() <= 1e-5),
                    "two readings of one image differ by up to %.2g in a logit (allowed: 1e-5)",
                    e.selfChecks().readTwiceDifference())),
    /** Who sees less should not do better. */
    BLACK_BOX_BEATS_WHITE_BOX(DOUBT, e -> beatsWhiteBox(e, ThreatModel.BLACK_BOX)),
    /** Who sees another model should not do better. */
    TRANSFER_BEATS_WHITE_BOX(DOUBT, e -> beatsWhiteBox(e, ThreatModel.TRANSFER)),
    /** One step should not do better than many. */
    SINGLE_STEP_BEATS_MULTI_STEP(DOUBT, FlagRule::singleStep),
    /** More steps should not do worse. */
    ACCURACY_RISES_WITH_STEPS(DOUBT, FlagRule::risesWithSteps),
    /** While more steps do better, there may be more to find. */
    STEPS_NOT_CONVERGED(DOUBT, FlagRule::notConverged),
    /** A larger budget should not do worse. */
    ACCURACY_RISES_WITH_EPSILON(DOUBT, FlagRule::risesWithEpsilon),
    /** An attack that may do anything must succeed. */
    UNBOUNDED_ATTACK_FAILS(DOUBT, FlagRule::unbounded),
    /** What only works in floating point does not travel. */
    ROUNDING_UNDOES_ATTACK(DOUBT, FlagRule::rounding),
    /** An adaptive attack that is weak at its first aim says little about its second. */
    ADAPTIVE_ATTACK_WEAK(DOUBT, FlagRule::weakAdaptive),
    /** Detection by an attack that does not know the detectors is a best case. */
    NO_ADAPTIVE_ATTACK(
            DOUBT,
            e -> when(
                    !e.attacks().isEmpty()
                            && e.attacks().stream().noneMatch(m -> m.threatModel() == ThreatModel.ADAPTIVE),
                    "no attack here knows the detectors: figures of detection are best cases")),
    /** The ratio of DLR needs three classes, its targeted form four. */
    FEW_CLASSES_FOR_DLR(NOTE, FlagRule::fewClasses),
    /** Images that the model may have learned by heart. */
    MAY_INCLUDE_TRAINING_IMAGES(
            DOUBT,
            e -> !e.images().sites().isEmpty()
                    ? LimitRules.sitesWithoutTestSplit(e)
                    : when(
                            !(e.images().split().equals("test") && e.images().isTrainingData()),
                            e.images().isTrainingData()
                                    ? "all images of the data that the model was trained on, those that it learned"
                                            + " from among them"
                                    : "the data is not what the model was trained on (by its digest): none of the"
                                            + " images were set aside when it was trained, and some may be images that"
                                            + " it learned from")),
    /** Intervals are wide. */
    FEW_IMAGES(
            NOTE,
            e -> when(
                    e.images().attacked() < 100,
                    "%d images were attacked (expected: at least 100): intervals are wide",
                    e.images().attacked())),
    /** Balanced accuracy hangs on a handful of images. */
    RARE_CLASSES(NOTE, FlagRule::rareClasses),
    /** Thresholds are those of other images. */
    FALSE_ALARMS(NOTE, FlagRule::falseAlarms),
    /** The threshold of the scope alarm is that of other images. */
    SCOPE_FALSE_ALARMS(NOTE, LimitRules::scopeFalseAlarms),
    /** Images of another kind get a diagnosis. */
    OUT_OF_SCOPE_MISSED(NOTE, LimitRules::outOfScopeMissed),
    /** Prediction sets promise more than they hold. */
    COVERAGE_TOO_LOW(NOTE, LimitRules::coverageTooLow),
    /** The average hides a group that fares worse. */
    SUBGROUP_GAP(NOTE, LimitRules::subgroupGap),
    /** Worse than the flip of a coin. */
    DETECTOR_BELOW_CHANCE(NOTE, FlagRule::belowChance),
    /** Another hospital may see other results. */
    FRAGILE_TO_SHIFT(
            NOTE,
            e -> e.shifts() == null
                    ? Optional.empty()
                    : when(
                            e.shifts().worstDropPoints() > 6,
                            "%s costs %.1f points of balanced accuracy (expected: at most 6)",
                            e.shifts().worst(),
                            e.shifts().worstDropPoints()));

    private static final int RARE = 10;

    private final Flag.Severity severity;
    private final Function<Evidence, Optional<String>> rule;

    FlagRule(Flag.Severity severity, Function<Evidence, Optional<String>> rule) {
        this.severity = severity;
        this.rule = rule;
    }

    /** Returns the name under which the report and the documentation know this rule. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the warnings of all rules. */
    static List<Flag> raised(Evidence evidence) {
        List<Flag> flags = new ArrayList<>();
        for (FlagRule rule : values()) {
            rule.check(evidence).ifPresent(flags::add);
        }
        return flags;
    }

    /** Returns this rule's warning, if it is due. */
    Optional<Flag> check(Evidence evidence) {
        return rule.apply(evidence).map(message -> new Flag(id(), severity, message));
    }

    private static Optional<String> beatsWhiteBox(Evidence e, ThreatModel threatModel) {
        return each(e.epsilons(), epsilon -> {
            Optional<Measured> seeing = e.strongest(epsilon, AttackTraits::whiteBox);
            Optional<Measured> other = e.strongest(epsilon, traits -> traits.threatModel() == threatModel);
            return compared(other, seeing);
        });
    }

    private static Optional<String> singleStep(Evidence e) {
        return each(e.epsilons(), epsilon -> {
            Optional<Measured> single = e.strongest(epsilon, traits -> traits.whiteBox() && !traits.iterative());
            Optional<Measured> multi = e.strongest(epsilon, traits -> traits.whiteBox() && traits.iterative());
            return compared(single, multi);
        });
    }

    private static Optional<String> risesWithSteps(Evidence e) {
        return rises(e.checksBySteps()).stream().findFirst();
    }

    private static Optional<String> notConverged(Evidence e) {
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

    private static Optional<String> risesWithEpsilon(Evidence e) {
        return joined(e.attacksByName().stream()
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

    private static Optional<String> unbounded(Evidence e) {
        return e.checks().stream()
                .filter(m -> m.steps().isEmpty() && m.accuracy() > 0.05)
                .map(m -> format("%s leaves %.1f %% (expected: at most 5 %%)", m.label(), 100 * m.accuracy()))
                .findFirst();
    }

    private static Optional<String> rounding(Evidence e) {
        return joined(e.attacks().stream()
                .filter(m -> m.accuracy() > m.accuracyBeforeRounding() + Evidence.tolerance(m.n()))
                .map(m -> format(
                        "%s: %.1f %% before rounding to 8 bits, %.1f %% after",
                        m.label(), 100 * m.accuracyBeforeRounding(), 100 * m.accuracy()))
                .toList());
    }

    private static Optional<String> weakAdaptive(Evidence e) {
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

    private static Optional<String> fewClasses(Evidence e) {
        List<String> names = e.attacks().stream()
                .filter(m -> m.traits().logitRatio())
                .map(m -> m.condition().name())
                .distinct()
                .toList();
        return when(
                e.classes() < 4 && !names.isEmpty(),
                "%d classes: the difference of logits ratio needs 3, its targeted form 4; in %s the margin of the"
                        + " logits stands in where there are too few",
                e.classes(),
                String.join(", ", names));
    }

    /** Returns a message if both are there and the first is clearly below the second. */
    private static Optional<String> compared(Optional<Measured> lower, Optional<Measured> higher) {
        return lower.isPresent() && higher.isPresent() && lower.get().clearlyBelow(higher.get())
                ? Optional.of(lower.get().comparedWith(higher.get()))
                : Optional.empty();
    }

    private static Optional<String> rareClasses(Evidence e) {
        List<String> rare = e.images().attackedPerClass().entrySet().stream()
                .filter(entry -> entry.getValue() < RARE)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
        return when(
                !rare.isEmpty(),
                "fewer than %d attacked images of a class (%s): balanced accuracy hangs on single images, and its"
                        + " interval is too narrow",
                RARE,
                String.join(", ", rare));
    }

    private static Optional<String> falseAlarms(Evidence e) {
        return e.of(Condition.Kind.CLEAN).stream()
                .map(Measured::row)
                .filter(r -> Interval.wilson((int) Math.round(r.flagged() * r.n()), r.n())
                                .low()
                        > e.falseAlarmRate())
                .map(r -> format(
                        "%.1f %% of %d clean images are flagged (expected: %.1f %%)",
                        100 * r.flagged(), r.n(), 100 * e.falseAlarmRate()))
                .findFirst();
    }

    private static Optional<String> belowChance(Evidence e) {
        return joined(e.detections().stream()
                .filter(d -> d.auroc() < Math.min(0.45, 0.5 - 2 * spread(d)))
                .map(d -> format(
                        "%s under %s at %s/255 (%s): AUROC %.2f",
                        d.detector(), d.attack(), Bounds.show(d.epsilon()), d.threatModel(), d.auroc()))
                .toList());
    }

    /** The standard deviation of the AUROC of scores that tell nothing (Mann and Whitney, 1947). */
    private static double spread(Report.Detection d) {
        return Math.sqrt((d.nClean() + d.nAttacked() + 1.0) / (12.0 * d.nClean() * d.nAttacked()));
    }

    private static Optional<String> each(List<Double> epsilons, Function<Double, Optional<String>> message) {
        return joined(epsilons.stream().flatMap(e -> message.apply(e).stream()).toList());
    }

    static Optional<String> joined(List<String> messages) {
        return messages.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", messages));
    }

    static Optional<String> when(boolean due, String format, Object... values) {
        return due ? Optional.of(format(format, values)) : Optional.empty();
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
