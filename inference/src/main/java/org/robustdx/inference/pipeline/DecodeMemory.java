package org.robustdx.inference.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Distributes the heap memory for decoding. A thread that needs more than is free waits in a queue. A thread that needs
 * more than the total gets all memory alone, which may suffice. Memory of abandoned threads counts as used, but no
 * thread waits for its release in order to be alone, because an abandoned thread may never end. Thread-safe.
 */
final class DecodeMemory {
    /** Divisor of the heap. The read-ahead uses a quarter of the heap; the rest is for everything else. */
    private static final int HEAP_SHARE = 2;

    private static final DecodeMemory OF_PROCESS =
            new DecodeMemory(Runtime.getRuntime().maxMemory() / HEAP_SHARE);

    private final long total;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> line = new ArrayDeque<>();
    private long used;
    private int holders;
    private boolean taken;

    DecodeMemory(long total) {
        this.total = total;
    }

    /** Returns the memory of this process, which all pipelines share: half of the maximum heap. */
    static DecodeMemory ofProcess() {
        return OF_PROCESS;
    }

    /** Waits for {@code bytes} bytes. */
    Lease take(long bytes) throws InterruptedException {
        return take(bytes, bytes > total);
    }

    /** Waits until nothing else is being decoded, and blocks other threads until the lease is closed. */
    Lease takeAlone() throws InterruptedException {
        return take(total, true);
    }

    private Lease take(long bytes, boolean alone) throws InterruptedException {
        Object place = new Object();
        lock.lockInterruptibly();
        try {
            line.addLast(place);
            try {
                // First come, first served. Otherwise small images could keep a large one waiting forever.
                while (line.peekFirst() != place || taken || (holders > 0 && (alone || used + bytes > total))) {
                    changed.await();
                }
            } finally {
                line.remove(place);
                changed.signalAll();
            }
            used += bytes;
            holders++;
            taken = alone;
            return new Lease(bytes, alone);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of waiting threads. */
    int waiting() {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
    }

    /** Memory that a thread holds. */
    final class Lease implements AutoCloseable {
        private final long bytes;
        private final boolean alone;
        private boolean held = true;
        private boolean closed;

        private Lease(long bytes, boolean alone) {
            this.bytes = bytes;
            this.alone = alone;
        }

        /** Returns whether the thread held all memory alone. */
        boolean alone() {
            return alone;
        }

        /**
         * Marks the lease as abandoned: others no longer wait for its end, but its bytes count as used until it is
         * closed.
         */
        void abandon() {
            lock.lock();
            try {
                letGo();
            } finally {
                lock.unlock();
            }
        }

        private void letGo() {
            if (held) {
                held = false;
                holders--;
                taken &= !alone;
                changed.signalAll();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                letGo();
                if (!closed) {
                    closed = true;
                    used -= bytes;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
