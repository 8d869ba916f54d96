package org.robustdx.trainer.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.robustdx.trainer.report.Interval;

/**
 * Percentile bootstrap intervals (Efron, 1979) of statistics of images. Patients are drawn anew, with replacement, within each class: images of one
 * patient are not independent.
 */
final class Bootstrap {
    private static final int RESAMPLES = 1000;

    private final int[][] resamples;

    /** Returns a bootstrap of images by patient, with the usual number of resamples. */
    static Bootstrap of(SiteImages images, long seed) {
        return new Bootstrap(images.strata(), images.groups(), RESAMPLES, seed);
    }

    /** Returns a bootstrap whose intervals are not computed: NaN. */
    static Bootstrap none() {
        return new Bootstrap(new int[0], new String[0], 0, 0);
    }

    /**
     * Draws the resamples.
     *
     * @param strata class of each image; a patient's class is that of the patient's first image
     * @param groups patient of each image
     * @param count number of resamples
     */
    Bootstrap(int[] strata, String[] groups, int count, long seed) {
        Map<String, List<Integer>> patients = new LinkedHashMap<>();
        for (int i = 0; i < groups.length; i++) {
            patients.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(i);
        }
        Map<Integer, List<List<Integer>>> byClass = new TreeMap<>();
        patients.values().forEach(images -> byClass.computeIfAbsent(strata[images.get(0)], k -> new ArrayList<>())
                .add(images));
        SplittableRandom random = new SplittableRandom(seed);
        resamples = new int[count][];
        for (int draw = 0; draw < count; draw++) {
            List<Integer> indexes = new ArrayList<>();
            byClass.values().forEach(members -> {
                for (int i = 0; i < members.size(); i++) {
                    indexes.addAll(members.get(random.nextInt(members.size())));
                }
            });
            resamples[draw] = indexes.stream().mapToInt(i -> i).toArray();
        }
    }

    /** Returns the interval of a statistic of images, given by their indexes; draws for which it is NaN do not count. */
    Interval interval(ToDoubleFunction<int[]> statistic) {
        double[] values = Arrays.stream(resamples)
                .mapToDouble(statistic)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        return values.length == 0
                ? new Interval(Double.NaN, Double.NaN)
                : new Interval(at(values, 0.025), at(values, 0.975));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
