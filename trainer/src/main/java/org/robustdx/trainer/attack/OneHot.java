package org.robustdx.trainer.attack;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One-hot encoding of labels. */
public final class OneHot {
    private OneHot() {}

    /** Returns the encoded labels, {@code [labels.length, classes]}. */
    public static INDArray of(int[] labels, int classes, DataType type) {
        float[] values = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            values[i * classes + labels[i]] = 1;
        }
        return Nd4j.createFromArray(values).reshape(labels.length, classes).castTo(type);
    }
}
