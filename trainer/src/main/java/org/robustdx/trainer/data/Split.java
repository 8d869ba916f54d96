package org.robustdx.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A dataset's indexes in four parts. Each group is completely in one part, so that no patient is in two parts.
 *
 * <p>Each site is split separately, so its parts do not depend on other sites. The groups of a class (a group's class is its most frequent label) are
 * assigned in an order that the seed shuffles. Each goes to the part that is furthest below its share of that class (Webster's rule, counted in
 * images). If a class has enough groups, every part gets at least one; otherwise the parts get one in the order train, test, validation, calibration.
 * The result depends on group names, labels and seed, not on the order of the images.
 */
public final class Split {
    private static final int PARTS = 4;

    /** Order in which parts get groups if a class has fewer groups than there are parts. */
    private static final int[] PRECEDENCE = {0, 3, 1, 2};

    private final int[][] parts;

    private Split(int[][] parts) {
        this.parts = parts;
    }

    /** Returns a split of {@code dataset}, site by site. */
    public static Split of(Dataset dataset, SplitFractions fractions, long seed) {
        int[][] parts = new int[PARTS][0];
        for (String site : dataset.sites()) {
            int[] members = dataset.indexesOfSite(site);
            Dataset images = dataset.subset(members);
            Split own = of(images.labels(), images.groups(), fractions, seed);
            for (int p = 0; p < PARTS; p++) {
                parts[p] = IntStream.concat(
                                IntStream.of(parts[p]),
                                IntStream.of(own.parts[p]).map(i -> members[i]))
                        .sorted()
                        .toArray();
            }
        }
        return new Split(parts);
    }

    /** Returns a split of images with these labels and groups. */
    public static Split of(int[] labels, String[] groups, SplitFractions fractions, long seed) {
        if (labels.length != groups.length) {
            throw new IllegalArgumentException("groups: " + groups.length + " (expected: " + labels.length + ")");
        }
        Map<String, Integer> partOf = new TreeMap<>();
        byClass(labels, groups).forEach((label, members) -> {
            Random random = new Random(Seeds.mix(seed, label));
            partOf.putAll(assign(members, fractions.toArray(), random));
        });
        int[][] parts = new int[PARTS][labels.length];
        int[] sizes = new int[PARTS];
        for (int i = 0; i < labels.length; i++) {
            int part = partOf.getOrDefault(groups[i], 0);
            parts[part][sizes[part]++] = i;
        }
        for (int p = 0; p < PARTS; p++) {
            parts[p] = Arrays.copyOf(parts[p], sizes[p]);
        }
        return new Split(parts);
    }

    private record Group(String name, int size) {}

    /** Returns the groups by name, under their most frequent label (in a tie, the lower one). */
    private static Map<Integer, List<Group>> byClass(int[] labels, String[] groups) {
        Map<String, Map<Integer, Integer>> counts = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            counts.computeIfAbsent(groups[i], g -> new TreeMap<>()).merge(labels[i], 1, Integer::sum);
        }
        Map<Integer, List<Group>> byClass = new TreeMap<>();
        counts.forEach((name, byLabel) -> {
            int label = -1;
            int most = 0;
            int size = 0;
            for (Map.Entry<Integer, Integer> e : byLabel.entrySet()) {
                size += e.getValue();
                if (e.getValue() > most) {
                    most = e.getValue();
                    label = e.getKey();
                }
            }
            byClass.computeIfAbsent(label, l -> new ArrayList<>()).add(new Group(name, size));
        });
        return byClass;
    }

    private static Map<String, Integer> assign(List<Group> groups, double[] shares, Random random) {
        List<Group> shuffled = new ArrayList<>(groups);
        Collections.shuffle(shuffled, random);
        List<List<Group>> parts = new ArrayList<>();
        for (int p = 0; p < PARTS; p++) {
            parts.add(new ArrayList<>());
        }
        int[] filled = new int[PARTS];
        for (Group group : shuffled) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int p : PRECEDENCE) {
                double level = shares[p] == 0 ? Double.POSITIVE_INFINITY : (filled[p] + group.size() / 2.0) / shares[p];
                if (level < least) {
                    least = level;
                    best = p;
                }
            }
            parts.get(best).add(group);
            filled[best] += group.size();
        }
        fillEmptyParts(parts, shares);
        Map<String, Integer> partOf = new TreeMap<>();
        for (int p = 0; p < PARTS; p++) {
            for (Group group : parts.get(p)) {
                partOf.put(group.name(), p);
            }
        }
        return partOf;
    }

    /** Gives the smallest group of the largest part to each part that has a share but no group. */
    private static void fillEmptyParts(List<List<Group>> parts, double[] shares) {
        for (int p : PRECEDENCE) {
            if (shares[p] == 0 || !parts.get(p).isEmpty()) {
                continue;
            }
            List<Group> donor = parts.get(0);
            for (List<Group> part : parts) {
                if (part.size() > donor.size()) {
                    donor = part;
                }
            }
            if (donor.size() < 2) {
                return;
            }
            Group smallest = donor.get(0);
            for (Group group : donor) {
                if (group.size() < smallest.size()) {
                    smallest = group;
                }
            }
            donor.remove(smallest);
            parts.get(p).add(smallest);
        }
    }

    /** Returns the indexes of the training split, ascending. */
    public int[] train() {
        return parts[0].clone();
    }

    /** Returns the indexes of the validation split, which chooses the checkpoint, ascending. */
    public int[] validation() {
        return parts[1].clone();
    }

    /** Returns the indexes of the calibration split, whose clean scores calibrate the detectors, ascending. */
    public int[] calibration() {
        return parts[2].clone();
    }

    /** Returns the indexes of the test split, which only serves reports, ascending. */
    public int[] test() {
        return parts[3].clone();
    }

    @Override
    public String toString() {
        return "train " + parts[0].length + ", validation " + parts[1].length + ", calibration " + parts[2].length
                + ", test " + parts[3].length;
    }
}
