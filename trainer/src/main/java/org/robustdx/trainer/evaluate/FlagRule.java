package org.robustdx.trainer.evaluate;

import static org.robustdx.trainer.evaluate.Flag.Severity.DOUBT;
import static org.robustdx.trainer.evaluate.Flag.Severity.NOTE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.evaluate.Evidence.Measured;
import org.robustdx.trainer.report.Interval;

/**
 * The rules that raise warnings. {@code docs/flags.md} documents each. Attacks are compared on the same images. A difference counts only if it
 * exceeds {@link Evidence#tolerance}.
 */
public enum FlagRule {
    /** Gradients are 0 in more than 1 % of the images. An attack cannot follow such gradients. */
    ZERO_GRADIENTS(
            DOUBT,
            e -> when(
                    e.selfChecks().zeroGradients() * 100L > e.selfChecks().n(),
                    "%d of %d images have a gradient of the loss that is 0 in every pixel",
                    e.selfChecks().zeroGradients(),
                    e.selfChecks().n())),
    /** The exported file and the network that supplies the gradients give different logits. The gradients may belong to another model. */
    GRAPH_DIFFERS(
            DOUBT,
            e -> when(
                    !(e.selfChecks().graphDifference() <= 1e-4),
                    "logits of the exported file and of the network whose gradients were used differ by up to %.2g"
                            + " (allowed: 1e-4)",
                    e.selfChecks().graphDifference())),
    /** Two predictions of one image differ. An attack would have to average over many predictions. */
    RANDOMISED_OUTPUT(
            DOUBT,
            e -> when(
                    !(e.selfChecks().readTwiceDifference() <= 1e-5),
                    "two predictions of one image differ by up to %.2g in a logit (allowed: 1e-5)",
                    e.selfChecks().readTwiceDifference())),
    /** A black-box attack beats the white-box attacks, which know more. The gradients may be masked. */
    BLACK_BOX_BEATS_WHITE_BOX(DOUBT, e -> AttackRules.beatsWhiteBox(e, ThreatModel.BLACK_BOX)),
    /** A transfer attack beats the white-box attacks, which know the model itself. The gradients may be masked. */
    TRANSFER_BEATS_WHITE_BOX(DOUBT, e -> AttackRules.beatsWhiteBox(e, ThreatModel.TRANSFER)),
    /** A single-step attack beats the iterative attacks. The gradients may be masked. */
    SINGLE_STEP_BEATS_MULTI_STEP(DOUBT, AttackRules::singleStep),
    /** Accuracy rises when the attack takes more steps. */
    ACCURACY_RISES_WITH_STEPS(DOUBT, AttackRules::risesWithSteps),
    /** Accuracy still falls at the largest number of steps. Even more steps may lower it further. */
    STEPS_NOT_CONVERGED(DOUBT, AttackRules::notConverged),
    /** Accuracy under an attack rises with ε. */
    ACCURACY_RISES_WITH_EPSILON(DOUBT, AttackRules::risesWithEpsilon),
    /** An attack without a bound leaves more than 5 % of the images correct. */
    UNBOUNDED_ATTACK_FAILS(DOUBT, AttackRules::unbounded),
    /** Rounding to 8 bits undoes the attack on some images. */
    ROUNDING_UNDOES_ATTACK(DOUBT, AttackRules::rounding),
    /** The adaptive attack misclassifies far fewer images than the white-box attacks. Its detection figures then say little. */
    ADAPTIVE_ATTACK_WEAK(DOUBT, AttackRules::weakAdaptive),
    /** No attack knows the detectors. Detection rates are then best cases. */
    NO_ADAPTIVE_ATTACK(
            DOUBT,
            e -> when(
                    !e.attacks().isEmpty()
                            && e.attacks().stream().noneMatch(m -> m.threatModel() == ThreatModel.ADAPTIVE),
                    "no attack here knows the detectors: figures of detection are best cases")),
    /** The model has too few classes for the DLR loss: it needs three classes, and its targeted form needs four. */
    FEW_CLASSES_FOR_DLR(NOTE, FlagRule::fewClasses),
    /** The evaluated images may include training images. */
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
    /** Fewer than 100 images were attacked. Intervals are wide. */
    FEW_IMAGES(
            NOTE,
            e -> when(
                    e.images().attacked() < 100,
                    "%d images were attacked (expected: at least 100): intervals are wide",
                    e.images().attacked())),
    /** A class has few attacked images. Balanced accuracy then depends on single images. */
    RARE_CLASSES(NOTE, FlagRule::rareClasses),
    /** The tampering alarm flags more clean images than it was calibrated for. */
    FALSE_ALARMS(NOTE, FlagRule::falseAlarms),
    /** The scope alarm is raised for more in-scope images than it was calibrated for. */
    SCOPE_FALSE_ALARMS(NOTE, LimitRules::scopeFalseAlarms),
    /** The scope detectors miss many images of an out-of-scope set. */
    OUT_OF_SCOPE_MISSED(NOTE, LimitRules::outOfScopeMissed),
    /** The prediction sets hold the true class less often than they were calibrated for. */
    COVERAGE_TOO_LOW(NOTE, LimitRules::coverageTooLow),
    /** A measure differs by more than 5 points between two groups of images. */
    SUBGROUP_GAP(NOTE, LimitRules::subgroupGap),
    /** A detector gives attacked images lower scores than clean ones. */
    DETECTOR_BELOW_CHANCE(NOTE, FlagRule::belowChance),
    /** A shift of the images costs more than 6 points of balanced accuracy. Results at another hospital may differ. */
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

    /** Returns the name of this rule in reports and documentation. */
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

    /** Returns this rule's warning; empty if its condition does not hold. */
    Optional<Flag> check(Evidence evidence) {
        return rule.apply(evidence).map(message -> new Flag(id(), severity, message));
    }

    private static Optional<String> fewClasses(Evidence e) {
        List<String> names = e.attacks().stream()
                .filter(m -> m.traits().logitRatio())
                .map(m -> m.condition().name())
                .distinct()
                .toList();
        return when(
                e.classes() < 4 && !names.isEmpty(),
                "%d classes: the difference of logits ratio needs 3, its targeted form 4; these attacks use the margin"
                        + " of the logits instead where there are too few: %s",
                e.classes(),
                String.join(", ", names));
    }

    private static Optional<String> rareClasses(Evidence e) {
        List<String> rare = e.images().attackedPerClass().entrySet().stream()
                .filter(entry -> entry.getValue() < RARE)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
        return when(
                !rare.isEmpty(),
                "fewer than %d attacked images of a class (%s): balanced accuracy depends on single images, and its"
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

    /** Returns the standard deviation of the AUROC of scores that carry no information (Mann and Whitney, 1947). */
    private static double spread(Report.Detection d) {
        return Math.sqrt((d.nClean() + d.nAttacked() + 1.0) / (12.0 * d.nClean() * d.nAttacked()));
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
