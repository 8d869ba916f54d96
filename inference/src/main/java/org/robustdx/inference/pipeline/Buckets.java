package org.robustdx.inference.pipeline;

import java.util.stream.IntStream;

/**
 * The batch sizes that the engine runs: powers of two for few images, then multiples of about an eighth of the maximum.
 * A batch therefore leaves few places empty, and the small number of sizes keeps the memory of ONNX Runtime constant.
 * The measured costs decide how many images the next batch takes. For example, 5 images run as one batch of 8 with 3
 * empty places if a call is expensive, or as 4 and 1 if a place is expensive. Immutable.
 */
final class Buckets {
    private static final double NEARLY = 1.25;

    private final int[] sizes;
    private final int[] first;

    private Buckets(int[] sizes, int[] first) {
        this.sizes = sizes;
        this.first = first;
    }

    /**
     * Returns the sizes up to {@code largest}, ascending: powers of two up to a step of an eighth to a quarter of it,
     * then multiples of that step.
     */
    static int[] sizes(int largest) {
        int step = Math.max(1, 2 * Integer.highestOneBit((largest - 1) / 8));
        return IntStream.concat(
                        IntStream.iterate(1, size -> size < largest, size -> size < step ? 2 * size : size + step),
                        IntStream.of(largest))
                .toArray();
    }

    /**
     * Returns buckets that minimise the measured cost.
     *
     * @param sizes ascending, starting with 1
     * @param measured duration of one run for each size
     */
    static Buckets of(int[] sizes, long[] measured) {
        int largest = sizes[sizes.length - 1];
        long[] best = new long[largest + 1];
        long[] planned = new long[largest + 1];
        int[] first = new int[largest + 1];
        long[] costs = measured.clone();
        for (int i = 1; i < costs.length; i++) {
            costs[i] = Math.max(costs[i], costs[i - 1]); // Corrects measurement noise: a larger batch is never cheaper.
        }
        for (int n = 1; n <= largest; n++) {
            int room = 0;
            best[n] = costs[0] + best[n - 1];
            while (sizes[room] < n) {
                room++;
                best[n] = Math.min(best[n], costs[room] + best[Math.max(0, n - sizes[room])]);
            }
            // Chooses the largest size whose plan is at most 25 % more expensive than the best plan. The measurements
            // are not more exact, and fewer runs cost less elsewhere.
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

    /**
     * Returns how many images the next batch takes.
     *
     * @param images number of ready images, at least one
     */
    int take(int images) {
        return Math.min(images, sizes[first[Math.min(images, largest())]]);
    }

    private int largest() {
        return sizes[sizes.length - 1];
    }
}
