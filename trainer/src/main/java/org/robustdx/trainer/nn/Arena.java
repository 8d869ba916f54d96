package org.robustdx.trainer.nn;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Allocates arrays one after the other in a few large blocks, so that an operation on all arrays takes only a few
 * calls.
 */
final class Arena {
    /** Arrays start at multiples of this many numbers, the size of a cache line. */
    private static final long ALIGNMENT = 16;

    private final DataType type;
    private final long blockLength;
    private final List<INDArray> blocks = new ArrayList<>();
    private long used;

    /**
     * Creates an arena.
     *
     * @param blockLength numbers per block; an array that needs more gets a larger block
     */
    Arena(DataType type, long blockLength) {
        this.type = type;
        this.blockLength = blockLength;
    }

    /** Returns a new array of zeros. The same calls on another arena return arrays at the same positions. */
    INDArray take(long... shape) {
        long length = 1;
        for (long size : shape) {
            length *= size;
        }
        long room = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).length() - used;
        if (room < length) {
            blocks.add(Nd4j.zeros(type, Math.max(blockLength, length)));
            used = 0;
        }
        INDArray block = blocks.get(blocks.size() - 1);
        INDArray array = Nd4j.create(block.data(), shape, Nd4j.getStrides(shape, 'c'), used, 'c', type);
        used = Math.min(block.length(), (used + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return array;
    }

    /** Returns vectors that together contain all arrays, with zeros between them. */
    List<INDArray> vectors() {
        List<INDArray> vectors = new ArrayList<>(blocks);
        if (!blocks.isEmpty()) {
            int last = blocks.size() - 1;
            vectors.set(last, blocks.get(last).get(NDArrayIndex.interval(0, used)));
        }
        return vectors;
    }
}
