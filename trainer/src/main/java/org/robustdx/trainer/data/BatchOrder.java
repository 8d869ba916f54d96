package org.robustdx.trainer.data;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The images of an epoch, and their order. Both depend only on seed and epoch. */
public enum BatchOrder {
    /** Every image once. */
    SHUFFLED {
        @Override
        int[] indexes(int[] labels, int[] sites, long seed, int epoch) {
            return shuffled(labels.length, new SplittableRandom(Seeds.mix(seed, epoch, 0)));
        }
    },
    /**
     * Every class equally often. An epoch has as many images as the dataset, so images of a rare class repeat, and those of a common class appear
     * every few epochs. Within a class, all images are equally frequent.
     */
    BALANCED {
        @Override
        int[] indexes(int[] labels, int[] sites, long seed, int epoch) {
            return drawn(labels, new int[labels.length], ones(labels), seed, epoch);
        }
    },
    /**
     * Every site equally often, and each site with the class shares of the whole dataset, so that the site does not predict the class. Within a site
     * and class, all images are equally frequent.
     */
    SITES {
        @Override
        int[] indexes(int[] labels, int[] sites, long seed, int epoch) {
            Map<Integer, Double> counts = new TreeMap<>();
            IntStream.of(labels).forEach(label -> counts.merge(label, 1.0, Double::sum));
            return drawn(labels, sites, counts, seed, epoch);
        }
    },
    /** Every site equally often, and within each site every class equally often. */
    BALANCED_SITES {
        @Override
        int[] indexes(int[] labels, int[] sites, long seed, int epoch) {
            return drawn(labels, sites, ones(labels), seed, epoch);
        }
    };

    /** Tolerance, so that rounding does not take a whole image from a stratum. */
    private static final double ROUNDING = 1e-6;

    /**
     * Returns as many indexes as there are labels.
     *
     * @param labels of the dataset
     * @param sites number of each image's site
     * @param epoch counted from 0
     */
    abstract int[] indexes(int[] labels, int[] sites, long seed, int epoch);

    /** The images of one class at one site. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
    private record Stratum(int[] members, double share) {}

    private static int[] drawn(int[] labels, int[] sites, Map<Integer, Double> classWeights, long seed, int epoch) {
        Stratum[] strata = strata(labels, sites, classWeights);
        int[] drawn = new int[labels.length];
        int at = 0;
        double cumulated = 0;
        for (int s = 0; s < strata.length; s++) {
            int from = (int) (labels.length * cumulated + ROUNDING);
            cumulated += strata[s].share();
            int quota = (int) (labels.length * cumulated + ROUNDING) - from;
            int[] members = strata[s].members();
            int[] order = {};
            // A stratum goes through its images again and again, in a new order each time, across the epochs' borders.
            for (long i = 0, turn = -1; i < quota; i++) {
                long draw = (long) epoch * quota + i;
                if (draw / members.length != turn) {
                    turn = draw / members.length;
                    order = shuffled(members.length, new SplittableRandom(Seeds.mix(seed, turn, 2, s)));
                }
                drawn[at++] = members[order[(int) (draw % members.length)]];
            }
        }
        int[] order = SHUFFLED.indexes(labels, sites, seed, epoch);
        for (int i = 0; i < order.length; i++) {
            order[i] = drawn[order[i]];
        }
        return order;
    }

    /** Returns the strata. Sites have equal shares; within a site, its classes share by their weights. */
    private static Stratum[] strata(int[] labels, int[] sites, Map<Integer, Double> classWeights) {
        int[] names = IntStream.of(sites).distinct().sorted().toArray();
        return IntStream.of(names)
                .boxed()
                .flatMap(site -> {
                    int[] own = IntStream.range(0, labels.length)
                            .filter(i -> sites[i] == site)
                            .toArray();
                    int[] classes = IntStream.of(own)
                            .map(i -> labels[i])
                            .distinct()
                            .sorted()
                            .toArray();
                    double sum = IntStream.of(classes)
                            .mapToDouble(k -> classWeights.getOrDefault(k, 0.0))
                            .sum();
                    return IntStream.of(classes)
                            .mapToObj(k -> new Stratum(
                                    IntStream.of(own)
                                            .filter(i -> labels[i] == k)
                                            .toArray(),
                                    classWeights.getOrDefault(k, 0.0) / sum / names.length));
                })
                .toArray(Stratum[]::new);
    }

    private static Map<Integer, Double> ones(int[] labels) {
        Map<Integer, Double> ones = new TreeMap<>();
        IntStream.of(labels).forEach(label -> ones.put(label, 1.0));
        return ones;
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
