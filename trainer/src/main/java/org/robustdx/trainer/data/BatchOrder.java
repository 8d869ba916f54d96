package org.robustdx.trainer.data;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which images an epoch goes through, and in what order; both depend on seed and epoch alone. */
public enum BatchOrder {
    /** Every image once. */
    SHUFFLED {
        @Override
        int[] indexes(int[] labels, long seed, int epoch) {
            return shuffled(labels.length, new SplittableRandom(Seeds.mix(seed, epoch, 0)));
        }
    },
    /**
     * Every class equally often, and as many images in all as there are: those of a rare class come several times, those of a common one every
     * few epochs. Within its class each image comes as often as any other.
     */
    BALANCED {
        @Override
        int[] indexes(int[] labels, long seed, int epoch) {
            int[][] classes = byClass(labels);
            int[] drawn = new int[labels.length];
            int at = 0;
            for (int k = 0; k < classes.length; k++) {
                int quota = labels.length * (k + 1) / classes.length - labels.length * k / classes.length;
                int[] members = classes[k];
                int[] order = {};
                // A class goes through its images again and again, in a new order each time, across the epochs'
                // borders.
                for (long i = 0, turn = -1; i < quota; i++) {
                    long draw = (long) epoch * quota + i;
                    if (draw / members.length != turn) {
                        turn = draw / members.length;
                        order = shuffled(members.length, new SplittableRandom(Seeds.mix(seed, turn, 2, k)));
                    }
                    drawn[at++] = members[order[(int) (draw % members.length)]];
                }
            }
            int[] order = SHUFFLED.indexes(labels, seed, epoch);
            for (int i = 0; i < order.length; i++) {
                order[i] = drawn[order[i]];
            }
            return order;
        }
    };

    /**
     * Returns as many indexes as there are labels.
     *
     * @param labels of the dataset
     * @param epoch counted from 0
     */
    abstract int[] indexes(int[] labels, long seed, int epoch);

    /** The indexes of each class that has any. */
    private static int[][] byClass(int[] labels) {
        return IntStream.of(labels)
                .distinct()
                .sorted()
                .mapToObj(k -> IntStream.range(0, labels.length)
                        .filter(i -> labels[i] == k)
                        .toArray())
                .toArray(int[][]::new);
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
