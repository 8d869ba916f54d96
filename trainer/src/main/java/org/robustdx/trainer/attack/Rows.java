package org.robustdx.trainer.attack;

import java.util.Arrays;

/** Arithmetic on images as plain rows of numbers. */
final class Rows {
    private Rows() {}

    /** Returns the rows at these indexes, without copying them. */
    static float[][] pick(float[][] all, int[] indexes) {
        float[][] picked = new float[indexes.length][];
        for (int i = 0; i < indexes.length; i++) {
            picked[i] = all[indexes[i]];
        }
        return picked;
    }

    /** Returns the numbers at these indexes. */
    static int[] pick(int[] all, int[] indexes) {
        int[] picked = new int[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            picked[i] = all[indexes[i]];
        }
        return picked;
    }

    /**
     * Returns the rows, padded with the last one to the next of the sizes 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, and so on.
     */
    static float[][] padded(float[][] rows) {
        int power = Integer.highestOneBit(rows.length);
        int size = power == rows.length ? power : rows.length <= power + power / 2 ? power + power / 2 : 2 * power;
        float[][] padded = Arrays.copyOf(rows, size);
        Arrays.fill(padded, rows.length, size, rows[rows.length - 1]);
        return padded;
    }

    /** Returns copies of all rows. */
    static float[][] copy(float[][] rows) {
        float[][] copy = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    static float[] minus(float[] a, float[] b) {
        float[] difference = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    /** Adds {@code scale} times {@code change} to x. */
    static void add(float[] x, double scale, float[] change) {
        for (int i = 0; i < x.length; i++) {
            x[i] += (float) (scale * change[i]);
        }
    }
}
