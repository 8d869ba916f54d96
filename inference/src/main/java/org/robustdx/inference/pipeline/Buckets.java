package org.robustdx.inference.pipeline;

import java.util.stream.IntStream;

/**
 * The batch sizes that the engine runs at: powers of two for few images, then about eighths of the largest, so that a batch leaves few places
 * empty. Few sizes keep a runtime's memory flat; which one is best for the images at hand follows from what each was measured to cost: 5
 * images may go as 8 with 3 places empty where a call is dear, as 4 and 1 where a place is. Immutable.
 */
final class Buckets {
    private static final double NEARLY = 1.25;

    private final int[] sizes;
    private final int[] first;

    private Buckets(int[] sizes, int[] first) {
        this.sizes = sizes;
        this.first = first;
    }

    /** Returns the sizes up to the largest, ascending: powers of two up to a step of an eighth to a quarter of it, then multiples of that step. */
    static int[] sizes(int largest) {
        int step = Math.max(1, 2 * Integer.highestOneBit((largest - 1) / 8));
        return IntStream.concat(
                        IntStream.iterate(1, size -> size < largest, size -> size < step ? 2 * size : size + step),
                        IntStream.of(largest))
                .toArray();
    }

    /**
     * Returns the buckets by their costs.
     *
     * @param sizes ascending, beginning with 1
     * @param measured time of one run for each size
     */
    static Buckets of(int[] sizes, long[] measured) {
        int largest = sizes[sizes.length - 1];
        long[] best = new long[largest + 1];
        long[] planned = new long[largest + 1];
        int[] first = new int[largest + 1];
        long[] costs = measured.clone();
        for (int i = 1; i < costs.length; i++) {
            costs[i] = Math.max(costs[i], costs[i - 1]); // A larger batch is never cheaper; a clock may say so.
        }
        for (int n = 1; n <= largest; n++) {
            int room = 0;
            best[n] = costs[0] + best[n - 1];
            while (sizes[room] < n) {
                room++;
                best[n] = Math.min(best[n], costs[room] + best[Math.max(0, n - sizes[room])]);
            }
            // The largest whose plan is nearly the best: a clock is not that exact, and fewer runs are fewer of all
            // else.
            first[n] = room;
            while (first[n] > 0 && plan(costs, planned, sizes, first[n], n) > best[n] * NEARLY) {
                first[n]--;
            }
            planned[n] = plan(costs, planned, sizes, first[n], n);
        }
        return new Buckets(sizes.clone(), first);
    }

    private static long plan(long[] costs, long[] planned, int[] sizes, int first, int n) {
        return costs[first] + planned[Math.max(0, n - sizes[first])];
    }

    /** Returns how many of so many images, at least one, the next batch takes. */
    int take(int images) {
        return Math.min(images, sizes[first[Math.min(images, largest())]]);
    }

    private int largest() {
        return sizes[sizes.length - 1];
    }
}
