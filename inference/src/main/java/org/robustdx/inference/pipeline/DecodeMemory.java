package org.robustdx.inference.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The heap for decoding. Who wants more than is free waits, in line; who wants more than there is at all has it alone, which may be enough. What is
 * abandoned counts as in use, but nobody waits for it to be alone: it may never come back. Thread-safe.
 */
final class DecodeMemory {
    /** The rest is for what is read ahead, which takes a quarter, and for all else. */
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

    /** Returns the one of this process, which all pipelines share: half of the largest heap. */
    static DecodeMemory ofProcess() {
        return OF_PROCESS;
    }

    /** Waits for so many bytes. */
    Lease take(long bytes) throws InterruptedException {
        return take(bytes, bytes > total);
    }

    /** Waits until nothing else is decoded, and keeps it so. */
    Lease takeAlone() throws InterruptedException {
        return take(total, true);
    }

    private Lease take(long bytes, boolean alone) throws InterruptedException {
        Object place = new Object();
        lock.lockInterruptibly();
        try {
            line.addLast(place);
            try {
                // In line, or small images would keep a large one waiting for ever.
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

    /** Returns how many wait. */
    int waiting() {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
    }

    /** Memory that somebody has. */
    final class Lease implements AutoCloseable {
        private final long bytes;
        private final boolean alone;
        private boolean held = true;
        private boolean closed;

        private Lease(long bytes, boolean alone) {
            this.bytes = bytes;
            this.alone = alone;
        }

        /** Returns whether nobody else had any meanwhile. */
        boolean alone() {
            return alone;
        }

        /** Waits for it no longer: its bytes stay in use until it is closed. */
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
