package org.robustdx.trainer.evaluate;

import static org.robustdx.trainer.evaluate.Flag.Severity.DOUBT;
import static org.robustdx.trainer.evaluate.Flag.Severity.NOTE;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.robustdx.trainer.attack.Bounds;
import org.robustdx.trainer.evaluate.Report.Row;

/**
 * The rules by which warnings are raised, each documented in {@code docs/flags.md}. Comparisons between attacks are of the same images; a
 * difference counts when it is more than {@link Evidence#tolerance} of them.
 */
public enum FlagRule {
    /** Gradients of 0 lead an attack nowhere. */
    ZERO_GRADIENTS(
            DOUBT,
            e -> when(
                    e.checks().zeroGradients() * 100L > e.checks().n(),
                    "%d of %d images have a gradient of the loss that is 0 in every pixel",
                    e.checks().zeroGradients(),
                    e.checks().n())),
    /** The gradients would be those of another model. */
    GRAPH_DIFFERS(
            DOUBT,
            e -> when(
                    !(e.checks().graphDifference() <= 1e-4),
                    "logits of the exported file and of the network whose gradients were used differ by up to %.2g (allowed: 1e-4)",
                    e.checks().graphDifference())),
    /** An attack would have to average over many readings. */
    RANDOMISED_OUTPUT(
            DOUBT,
            e -> when(
                    !(e.checks().readTwiceDifference() <= 1e-5),
                    "two readings of one image differ by up to %.2g in a logit (allowed: 1e-5)",
                    e.checks().readTwiceDifference())),
    /** Who sees less should not do better. */
    BLACK_BOX_BEATS_WHITE_BOX(DOUBT, e -> beatsWhiteBox(e, "black-box")),
    /** Who sees another model should not do better. */
    TRANSFER_BEATS_WHITE_BOX(DOUBT, e -> beatsWhiteBox(e, "transfer")),
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
                            && e.attacks().stream()
                                    .noneMatch(r -> r.threatModel().equals("adaptive")),
                    "no attack here knows the detectors: figures of detection are best cases")),
    /** The ratio of DLR needs three classes, its targeted form four. */
    FEW_CLASSES_FOR_DLR(NOTE, FlagRule::fewClasses),
    /** Images that the model may have learned by heart. */
    MAY_INCLUDE_TRAINING_IMAGES(
            DOUBT,
            e -> when(
                    !(e.images().split().equals("test") && e.images().isTrainingData()),
                    e.images().isTrainingData()
                            ? "all images of the data that the model was trained on, those that it learned from among them"
                            : "the data is not what the model was trained on (by its digest): none of the images were set aside when"
                                    + " it was trained, and some may be images that it learned from")),
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

    private static final Set<String> SINGLE_STEP = Set.of("fgsm", "r-fgsm", "fgsm-ll");
    private static final Set<String> DLR = Set.of("apgd-dlr", "apgd-t", "standard");
    private static final int RARE = 10;

    private final Flag.Severity severity;
    private final Function<Evidence, Optional<String>> rule;

    FlagRule(Flag.Severity severity, Function<Evidence, Optional<String>> rule) {
        this.severity = severity;
        this.rule = rule;
    }

    /**
     * What the rules look at.
     *
     * @param classes of the model
     * @param falseAlarmRate that the served verdict promises
     */
    record Evidence(
            List<Row> rows,
            SelfChecks checks,
            Report.ImageSet images,
            int classes,
            double falseAlarmRate,
            List<Report.Detection> detections,
            Report.@org.jspecify.annotations.Nullable ShiftSummary shifts) {

        /** Returns how much of n images is chance: 1 %, and at least 2 images. */
        static double tolerance(int n) {
            return Math.max(0.01, 2.0 / n);
        }

        List<Row> attacks() {
            return rows.stream().filter(r -> r.kind().equals("attack")).toList();
        }

        List<Row> checkRows() {
            return rows.stream().filter(r -> r.kind().equals("check")).toList();
        }

        List<Double> epsilons() {
            return attacks().stream().map(FlagRule::epsilon).distinct().sorted().toList();
        }

        Optional<Row> strongest(double epsilon, String threatModel) {
            return attacks().stream()
                    .filter(r -> epsilon(r) == epsilon && r.threatModel().equals(threatModel))
                    .min(Comparator.comparingDouble(Row::accuracy));
        }
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

    private static Optional<String> beatsWhiteBox(Evidence e, String threatModel) {
        return each(e.epsilons(), epsilon -> {
            Optional<Row> seeing = e.strongest(epsilon, "white-box");
            Optional<Row> other = e.strongest(epsilon, threatModel);
            return seeing.isPresent() && other.isPresent() && clearlyBelow(other.get(), seeing.get())
                    ? Optional.of(compared(other.get(), seeing.get()))
                    : Optional.empty();
        });
    }

    private static Optional<String> singleStep(Evidence e) {
        return each(e.epsilons(), epsilon -> {
            List<Row> seeing = e.attacks().stream()
                    .filter(r -> epsilon(r) == epsilon && r.threatModel().equals("white-box"))
                    .toList();
            Optional<Row> single = seeing.stream()
                    .filter(r -> SINGLE_STEP.contains(attack(r)))
                    .min(Comparator.comparingDouble(Row::accuracy));
            Optional<Row> multi = seeing.stream()
                    .filter(r -> !SINGLE_STEP.contains(attack(r)))
                    .min(Comparator.comparingDouble(Row::accuracy));
            return single.isPresent() && multi.isPresent() && clearlyBelow(single.get(), multi.get())
                    ? Optional.of(compared(single.get(), multi.get()))
                    : Optional.empty();
        });
    }

    /** The checks of one ε, from few steps to many. */
    private static List<Row> bySteps(Evidence e) {
        return e.checkRows().stream()
                .filter(r -> r.name().contains("steps="))
                .sorted(Comparator.comparingInt(FlagRule::steps))
                .toList();
    }

    private static Optional<String> risesWithSteps(Evidence e) {
        List<Row> rows = bySteps(e);
        for (int i = 1; i < rows.size(); i++) {
            if (clearlyBelow(rows.get(i - 1), rows.get(i))) {
                return Optional.of(compared(rows.get(i - 1), rows.get(i)));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> notConverged(Evidence e) {
        List<Row> rows = bySteps(e);
        if (rows.size() < 2) {
            return Optional.empty();
        }
        Row last = rows.get(rows.size() - 1);
        Row before = rows.get(rows.size() - 2);
        return clearlyBelow(last, before)
                ? Optional.of("PGD still gains from " + steps(before) + " to " + steps(last) + " steps: "
                        + compared(last, before))
                : Optional.empty();
    }

    private static Optional<String> risesWithEpsilon(Evidence e) {
        Map<String, List<Row>> byAttack = e.attacks().stream().collect(Collectors.groupingBy(Row::name));
        List<String> messages = new ArrayList<>();
        for (String name : e.attacks().stream().map(Row::name).distinct().toList()) {
            List<Row> rows = byAttack.getOrDefault(name, List.of()).stream()
                    .sorted(Comparator.comparingDouble(FlagRule::epsilon))
                    .toList();
            for (int i = 1; i < rows.size(); i++) {
                if (clearlyBelow(rows.get(i - 1), rows.get(i))) {
                    messages.add(compared(rows.get(i - 1), rows.get(i)));
                }
            }
        }
        return joined(messages);
    }

    private static Optional<String> unbounded(Evidence e) {
        return e.checkRows().stream()
                .filter(r -> !r.name().contains("steps=") && r.accuracy() > 0.05)
                .map(r -> format("%s leaves %.1f %% (expected: at most 5 %%)", label(r), 100 * r.accuracy()))
                .findFirst();
    }

    private static Optional<String> rounding(Evidence e) {
        return joined(e.attacks().stream()
                .filter(r -> r.accuracyBeforeRounding() != null
                        && r.accuracy() > r.accuracyBeforeRounding() + Evidence.tolerance(r.n()))
                .map(r -> format(
                        "%s: %.1f %% before rounding to 8 bits, %.1f %% after",
                        label(r), 100 * value(r.accuracyBeforeRounding()), 100 * r.accuracy()))
                .toList());
    }

    private static Optional<String> weakAdaptive(Evidence e) {
        return each(e.epsilons(), epsilon -> {
            Optional<Row> seeing = e.strongest(epsilon, "white-box");
            Optional<Row> adaptive = e.strongest(epsilon, "adaptive");
            // Twice the tolerance: it serves two aims, and one step in two goes to the other.
            return seeing.isPresent()
                            && adaptive.isPresent()
                            && adaptive.get().accuracy()
                                    > seeing.get().accuracy()
                                            + 2
                                                    * Evidence.tolerance(
                                                            adaptive.get().n())
                    ? Optional.of(compared(seeing.get(), adaptive.get()))
                    : Optional.empty();
        });
    }

    private static Optional<String> fewClasses(Evidence e) {
        List<String> names = e.attacks().stream()
                .filter(r -> DLR.contains(attack(r)))
                .map(Row::name)
                .distinct()
                .toList();
        return when(
                e.classes() < 4 && !names.isEmpty(),
                "%d classes: the difference of logits ratio needs 3, its targeted form 4; in %s the margin of the logits"
                        + " stands in where there are too few",
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
                "fewer than %d attacked images of a class (%s): balanced accuracy hangs on single images, and its"
                        + " interval is too narrow",
                RARE,
                String.join(", ", rare));
    }

    private static Optional<String> falseAlarms(Evidence e) {
        return e.rows().stream()
                .filter(r -> r.kind().equals("clean"))
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

    private static boolean clearlyBelow(Row a, Row b) {
        return a.accuracy() < b.accuracy() - Evidence.tolerance(Math.min(a.n(), b.n()));
    }

    private static String compared(Row lower, Row higher) {
        return format(
                "%s leaves %.1f %%, %s %.1f %% (n = %d)",
                label(lower), 100 * lower.accuracy(), label(higher), 100 * higher.accuracy(), lower.n());
    }

    private static String label(Row row) {
        return row.name() + " at " + Bounds.show(epsilon(row)) + "/255";
    }

    private static String attack(Row row) {
        return row.name().split(":", -1)[0];
    }

    private static int steps(Row row) {
        return Integer.parseInt(row.name().replaceAll(".*steps=(\\d+).*", "$1"));
    }

    private static double epsilon(Row row) {
        return value(row.epsilon());
    }

    private static double value(@org.jspecify.annotations.Nullable Double number) {
        return number == null ? 0 : number;
    }

    private static Optional<String> each(List<Double> epsilons, Function<Double, Optional<String>> message) {
        return joined(epsilons.stream().flatMap(e -> message.apply(e).stream()).toList());
    }

    private static Optional<String> joined(List<String> messages) {
        return messages.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", messages));
    }

    private static Optional<String> when(boolean due, String format, Object... values) {
        return due ? Optional.of(format(format, values)) : Optional.empty();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
