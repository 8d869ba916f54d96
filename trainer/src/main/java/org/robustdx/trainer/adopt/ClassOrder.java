package org.robustdx.trainer.adopt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well labelled images and a classifier's outputs go together under each order of the class names.
 *
 * @param counts images by the index of their name and by the column that the classifier chose
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
record ClassOrder(int[][] counts) {
    /** With more classes than this, only the given order is tried: 8! orders would take minutes. */
    private static final int MOST_CLASSES = 7;

    /**
     * Counts decisions.
     *
     * @param outputs of the classifier; of a single column, 0.5 (a probability) or 0 (a logit) decides
     * @param labels index of the name of each image
     */
    static ClassOrder of(float[][] outputs, int[] labels, int classes, boolean probabilities) {
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < outputs.length; i++) {
            counts[labels[i]][decision(outputs[i], probabilities)]++;
        }
        return new ClassOrder(counts);
    }

    private static int decision(float[] row, boolean probabilities) {
        if (row.length == 1) {
            return row[0] > (probabilities ? 0.5 : 0) ? 1 : 0;
        }
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    /**
     * Returns the balanced accuracy: the mean, over the names that have images, of the share that is classified as that name.
     *
     * @param order {@code order[k]} is the index of the name of column k
     */
    double balancedAccuracy(int... order) {
        double sum = 0;
        int present = 0;
        for (int k = 0; k < order.length; k++) {
            int all = 0;
            for (int count : counts[order[k]]) {
                all += count;
            }
            if (all > 0) {
                present++;
                sum += (double) counts[order[k]][k] / all;
            }
        }
        return present == 0 ? Double.NaN : sum / present;
    }

    /** Returns the order with the largest balanced accuracy. */
    int[] best() {
        int n = counts.length;
        int[] best = identity(n);
        if (n > MOST_CLASSES) {
            return best;
        }
        double largest = balancedAccuracy(best);
        for (int[] order : permutations(n)) {
            double accuracy = balancedAccuracy(order);
            if (accuracy > largest) {
                largest = accuracy;
                best = order;
            }
        }
        return best;
    }

    /** Returns the order 0, 1, 2 and so on. */
    static int[] identity(int n) {
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        return order;
    }

    private static List<int[]> permutations(int n) {
        List<int[]> all = new ArrayList<>();
        permute(new int[n], 0, new boolean[n], all);
        return all;
    }

    private static void permute(int[] order, int at, boolean[] used, List<int[]> all) {
        if (at == order.length) {
            all.add(order.clone());
            return;
        }
        for (int k = 0; k < order.length; k++) {
            if (!used[k]) {
                used[k] = true;
                order[at] = k;
                permute(order, at + 1, used, all);
                used[k] = false;
            }
        }
    }
}
