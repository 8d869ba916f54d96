package org.robustdx.trainer.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Memory of a plan: flat arrays that intermediate results take in turn, each while it is still wanted. */
final class Slots implements AutoCloseable {
    private final List<Slot> all = new ArrayList<>();
    private final List<Slot> free = new ArrayList<>();

    /** A flat array, and how many tensors in it are still wanted. */
    static final class Slot {
        private final INDArray memory;
        private int holders;

        private Slot(INDArray memory) {
            this.memory = memory;
        }
    }

    /**
     * An array somewhere in a slot.
     *
     * @param array the array
     * @param slot where it lies, or nothing for an array that is not the plan's own
     */
    record Tensor(INDArray array, @Nullable Slot slot) {}

    /** Returns memory for an array, undefined in value, held once. */
    Tensor take(DataType type, long... shape) {
        long length = Math.max(1, product(shape));
        Slot best = null;
        for (Slot slot : free) {
            boolean fits = slot.memory.dataType() == type && slot.memory.length() >= length;
            if (fits && (best == null || slot.memory.length() < best.memory.length())) {
                best = slot;
            }
        }
        // Far too large a slot is left to those that need it.
        if (best == null || best.memory.length() > 4 * length) {
            return takeNew(type, shape);
        }
        free.remove(best);
        return tensor(best, type, shape);
    }

    /** Returns memory that nothing has lain in, undefined in value, held once. */
    Tensor takeNew(DataType type, long... shape) {
        Slot slot = new Slot(Nd4j.createUninitialized(type, Math.max(1, product(shape))));
        all.add(slot);
        return tensor(slot, type, shape);
    }

    private static Tensor tensor(Slot slot, DataType type, long... shape) {
        slot.holders = 1;
        // From the buffer's start, so that the array's address is the slot's.
        return new Tensor(Nd4j.create(slot.memory.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c', type), slot);
    }

    /** Notes one more tensor in the same memory. */
    void hold(Tensor tensor) {
        if (tensor.slot() != null) {
            tensor.slot().holders++;
        }
    }

    /** Returns whether a tensor lies in a slot, alone. */
    boolean isHeldOnce(Tensor tensor) {
        return tensor.slot() != null && tensor.slot().holders == 1;
    }

    /** Notes that a tensor is not wanted any more; where it was the last, its memory is free for the next. */
    void release(Tensor tensor) {
        Slot slot = tensor.slot();
        if (slot != null && --slot.holders == 0) {
            free.add(slot);
        }
    }

    @Override
    public void close() {
        all.forEach(slot -> slot.memory.close());
    }

    private static long product(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }
}
