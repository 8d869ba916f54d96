package org.robustdx.trainer.common;

/** Index of the maximum of several values. For logits, this is the predicted class. */
public final class Argmax {
    private Argmax() {}

    /** Returns the index of the maximum, the first one if there are several. Returns 0 if all values are NaN. */
    public static int of(float[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[largest]) {
                largest = i;
            }
        }
        return largest;
    }

    /**
     * Returns the index of the maximum of all values except that at {@code excluded}.
     *
     * @param values at least two values
     */
    public static int except(int excluded, float[] values) {
        int largest = excluded == 0 ? 1 : 0;
        for (int i = 0; i < values.length; i++) {
            if (i != excluded && values[i] > values[largest]) {
                largest = i;
            }
        }
        return largest;
    }
}
