package org.robustdx.trainer.common;

/** The index of the largest of several values: of logits, the predicted class. */
public final class Argmax {
    private Argmax() {}

    /** Returns the index of the largest value, the first of equals; of NaN alone, 0. */
    public static int of(float[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[largest]) {
                largest = i;
            }
        }
        return largest;
    }

    /** Returns the index of the largest value other than that at {@code excluded}; there are at least two values. */
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
