package org.robustdx.trainer.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of a plan. Intermediate results reuse flat arrays as soon as the previous results in them are no longer
 * needed.
 */
final class Slots implements AutoCloseable {
    private final List<Slot> all = new ArrayList<>();
    private final List<Slot> free = new ArrayList<>();

    /** A flat array with a reference count: the number of tensors in it that are still needed. */
    static final class Slot {
        private final INDArray memory;
        private int holders;

        private Slot(INDArray memory) {
            this.memory = memory;
        }
    }

    /**
     * An array in a slot.
     *
     * @param array the array
     * @param slot its slot, or null if the plan does not own the array
     */
    record Tensor(INDArray array, @Nullable Slot slot) {}

    /** Returns uninitialised memory for an array, with a reference count of one. */
    Tensor take(DataType type, long... shape) {
        long length = Math.max(1, product(shape));
        Slot best = null;
        for (Slot slot : free) {
            boolean fits = slot.memory.dataType() == type && slot.memory.length() >= length;
            if (fits && (best == null || slot.memory.length() < best.memory.length())) {
                best = slot;
            }
        }
        // Leaves a slot that is much too large to larger arrays.
        if (best == null || best.memory.length() > 4 * length) {
            return takeNew(type, shape);
        }
        free.remove(best);
        return tensor(best, type, shape);
    }

    /** Returns new, uninitialised memory that no other value used before, with a reference count of one. */
    Tensor takeNew(DataType type, long... shape) {
        Slot slot = new Slot(Nd4j.createUninitialized(type, Math.max(1, product(shape))));
        all.add(slot);
        return tensor(slot, type, shape);
    }

    private static Tensor tensor(Slot slot, DataType type, long... shape) {
        slot.holders = 1;
        // The array starts at the slot's address.
        return new Tensor(Nd4j.create(slot.memory.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c', type), slot);
    }

    /** Increments the reference count of a tensor's memory. */
    void hold(Tensor tensor) {
        if (tensor.slot() != null) {
            tensor.slot().holders++;
        }
    }

    /** Returns whether a tensor is the only one in its slot. */
    boolean isHeldOnce(Tensor tensor) {
        return tensor.slot() != null && tensor.slot().holders == 1;
    }

    /** Decrements the reference count of a tensor's memory. At zero, the memory can be reused. */
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
