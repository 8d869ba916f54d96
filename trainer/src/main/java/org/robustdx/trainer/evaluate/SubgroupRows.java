package org.robustdx.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.report.RocCurve;

/** Computes the results on clean images by the groups of an attribute, and the largest differences between groups. */
final class SubgroupRows {
    /** The least number of images in a group that is compared. */
    static final int LEAST_IMAGES = 20;

    /** The least number of images in a share that is compared. */
    static final int LEAST_COUNTED = 10;

    private final ModelMetadata metadata;
    private final Observed observed;
    private final Decisions decisions;
    private final List<String> positive;
    private final long seed;

    private SubgroupRows(ModelMetadata metadata, Observed observed, List<String> positive, long seed) {
        this.metadata = metadata;
        this.observed = observed;
        this.decisions = Decisions.of(metadata, observed);
        this.positive = positive;
        this.seed = seed;
    }

    /**
     * Returns the results by each grouping.
     *
     * @param clean the model's answers to the images of the groupings, in the same order
     * @param positive the classes that sensitivity counts as positive; may be empty
     */
    static List<SubgroupResults> of(
            ModelMetadata metadata, Observed clean, List<Grouping> groupings, List<String> positive, long seed) {
        SubgroupRows builder = new SubgroupRows(metadata, clean, positive, seed);
        return groupings.stream().map(builder::subgroups).toList();
    }

    private SubgroupResults subgroups(Grouping grouping) {
        List<@Nullable String> groups = grouping.groups();
        if (groups.size() != observed.n()) {
            throw new IllegalArgumentException(
                    "values: " + groups.size() + " (expected: " + observed.n() + ", one for each image)");
        }
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        int unknown = 0;
        for (int i = 0; i < groups.size(); i++) {
            String group = groups.get(i);
            if (group == null) {
                unknown++;
            } else {
                members.computeIfAbsent(group, name -> new ArrayList<>()).add(i);
            }
        }
        List<SubgroupResults.Group> rows = new ArrayList<>();
        members.forEach((group, images) -> rows.add(subgroup(group, images)));
        // Sites keep the order in which they were given.
        if (!grouping.attribute().equals("site")) {
            rows.sort(Comparator.comparing(SubgroupRows::order));
        }
        return new SubgroupResults(grouping.attribute(), grouping.source(), positive, unknown, rows, gaps(rows));
    }

    /** Returns the sort key of a group: "under" comes first, "other" last, and names that begin with a number are sorted by it. */
    private static String order(SubgroupResults.Group group) {
        String name = group.name();
        if (name.startsWith("under ") || name.startsWith("other ")) {
            return (name.startsWith("under ") ? "0" : "2") + name;
        }
        int digits = 0;
        while (digits < name.length() && Character.isDigit(name.charAt(digits))) {
            digits++;
        }
        return "1" + "0".repeat(digits == 0 ? 0 : Math.max(0, 9 - digits)) + name;
    }

    private SubgroupResults.Group subgroup(String name, List<Integer> members) {
        int n = members.size();
        int[][] confusion =
                new int[metadata.classes().size()][metadata.classes().size()];
        for (int i : members) {
            confusion[observed.labels()[i]][Argmax.of(observed.logits()[i])]++;
        }
        Map<String, Integer> perClass = new LinkedHashMap<>();
        for (int k = 0; k < confusion.length; k++) {
            int ofClass = IntStream.of(confusion[k]).sum();
            if (ofClass > 0) {
                perClass.put(metadata.classes().get(k), ofClass);
            }
        }
        Optional<Double> auroc = auroc(members);
        int positives = (int) members.stream().filter(this::isPositive).count();
        return new SubgroupResults.Group(
                name,
                n,
                perClass,
                n >= LEAST_IMAGES,
                share(members, i -> true, observed::right),
                balanced(confusion),
                Interval.ofBalanced(confusion, seed),
                positive.isEmpty() ? null : share(members, this::isPositive, this::isCalledPositive),
                positive.isEmpty() ? null : share(members, i -> !isPositive(i), i -> !isCalledPositive(i)),
                auroc.orElse(null),
                auroc.map(area -> Interval.ofAuroc(area, n - positives, positives))
                        .orElse(null),
                share(members, i -> true, decisions::flagged),
                metadata.calibration().scope().isPresent() ? share(members, i -> true, decisions::outOfScope) : null,
                share(members, i -> true, decisions::alarmed));
    }

    private static double balanced(int[][] confusion) {
        return IntStream.range(0, confusion.length)
                .filter(k -> IntStream.of(confusion[k]).sum() > 0)
                .mapToDouble(k ->
                        (double) confusion[k][k] / IntStream.of(confusion[k]).sum())
                .average()
                .orElse(Double.NaN);
    }

    private static Proportion share(List<Integer> members, IntPredicate of, IntPredicate counted) {
        int[] all = members.stream().mapToInt(Integer::intValue).filter(of).toArray();
        return Proportion.of((int) IntStream.of(all).filter(counted).count(), all.length);
    }

    private boolean isPositive(int i) {
        return positive.contains(metadata.classes().get(observed.labels()[i]));
    }

    private boolean isCalledPositive(int i) {
        return positive.contains(metadata.classes().get(Argmax.of(observed.logits()[i])));
    }

    private Optional<Double> auroc(List<Integer> members) {
        double[] negatives = members.stream()
                .filter(i -> !isPositive(i))
                .mapToDouble(this::score)
                .toArray();
        double[] positives = members.stream()
                .filter(this::isPositive)
                .mapToDouble(this::score)
                .toArray();
        return negatives.length == 0 || positives.length == 0
                ? Optional.empty()
                : Optional.of(RocCurve.of(negatives, positives).area());
    }

    /** Returns the summed probability of the positive classes. */
    private double score(int i) {
        double sum = 0;
        for (int k = 0; k < metadata.classes().size(); k++) {
            sum += positive.contains(metadata.classes().get(k)) ? observed.probabilities()[i][k] : 0;
        }
        return sum;
    }

    private record Measured(String group, double share, Interval interval) {}

    private static List<SubgroupResults.Gap> gaps(List<SubgroupResults.Group> groups) {
        List<SubgroupResults.Group> compared =
                groups.stream().filter(SubgroupResults.Group::compared).toList();
        List<SubgroupResults.Gap> gaps = new ArrayList<>();
        gap("accuracy", compared, SubgroupResults.Group::accuracy).ifPresent(gaps::add);
        gap("balanced accuracy", balanced(compared)).ifPresent(gaps::add);
        gap("sensitivity", compared, SubgroupResults.Group::sensitivity).ifPresent(gaps::add);
        gap("specificity", compared, SubgroupResults.Group::specificity).ifPresent(gaps::add);
        gap("tampering alarms", compared, SubgroupResults.Group::falseAlarms).ifPresent(gaps::add);
        gap("scope alarms", compared, SubgroupResults.Group::outOfScope).ifPresent(gaps::add);
        return gaps;
    }

    private static Optional<SubgroupResults.Gap> gap(
            String measure,
            List<SubgroupResults.Group> groups,
            Function<SubgroupResults.Group, @Nullable Proportion> of) {
        List<Measured> measured = new ArrayList<>();
        for (SubgroupResults.Group group : groups) {
            Proportion share = of.apply(group);
            if (share != null && share.n() >= LEAST_COUNTED) {
                measured.add(new Measured(group.name(), share.orNaN(), share.interval95()));
            }
        }
        return gap(measure, measured);
    }

    /** Returns the balanced accuracies that can be compared: those of groups that have the same classes, none of them rare. */
    private static List<Measured> balanced(List<SubgroupResults.Group> groups) {
        Set<Set<String>> classes = new HashSet<>();
        List<Measured> measured = new ArrayList<>();
        for (SubgroupResults.Group group : groups) {
            if (group.perClass().values().stream().allMatch(n -> n >= LEAST_COUNTED)) {
                classes.add(group.perClass().keySet());
                measured.add(new Measured(group.name(), group.balancedAccuracy(), group.balancedAccuracy95()));
            }
        }
        return classes.size() == 1 ? measured : List.of();
    }

    private static Optional<SubgroupResults.Gap> gap(String measure, List<Measured> measured) {
        if (measured.size() < 2) {
            return Optional.empty();
        }
        Measured high = measured.stream()
                .max(Comparator.comparingDouble(Measured::share))
                .orElseThrow();
        Measured low = measured.stream()
                .min(Comparator.comparingDouble(Measured::share))
                .orElseThrow();
        return Optional.of(new SubgroupResults.Gap(
                measure,
                high.group(),
                low.group(),
                100 * (high.share() - low.share()),
                high.interval().low() > low.interval().high()));
    }
}
