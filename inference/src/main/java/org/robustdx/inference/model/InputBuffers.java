package org.robustdx.inference.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A pool of direct buffers for input tensors: one for each concurrent run, as large as the largest batch so far. Thread-safe. */
final class InputBuffers {
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    /** Returns an empty buffer with this limit, to be given back. */
    ByteBuffer borrow(int bytes) {
        ByteBuffer buffer = free.poll();
        // A buffer that is too small is dropped: a larger one takes its place in the pool.
        return buffer == null || buffer.capacity() < bytes
                ? direct(bytes)
                : buffer.clear().limit(bytes);
    }

    void giveBack(ByteBuffer buffer) {
        free.add(buffer);
    }

    /** Drops all buffers. */
    void clear() {
        free.clear();
    }

    /** Returns a new direct buffer in the byte order of the runtime. */
    static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
