package org.robustdx.trainer.nn;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps the memory outside the Java heap in bounds while one graph runs again and again. ND4J leaves part of each run's intermediate
 * arrays to the garbage collector, which sees only their few bytes inside the heap and hardly ever comes: training with three noisy
 * copies grew by 90 MB a step. So the collector is called, once the runs since the last time may have left about a gigabyte.
 */
public final class NativeMemory {
    private static final long LEFT_AT_MOST = 1L << 30;

    /** What a run was seen to leave, in multiples of its input's bytes; on the safe side. */
    private static final long LEFT_PER_INPUT = 64;

    private long left;

    /** Takes note of a run over these images. */
    public void ran(INDArray images) {
        left += LEFT_PER_INPUT * images.length() * Float.BYTES;
        if (left > LEFT_AT_MOST) {
            left = 0;
            System.gc();
        }
    }
}
