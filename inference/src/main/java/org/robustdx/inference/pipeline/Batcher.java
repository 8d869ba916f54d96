package org.robustdx.inference.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forms batches according to the load. A free worker takes the ready images immediately, unless more images are coming
 * (accepted, but not decoded yet). In this case it waits until the batch is full, no more images are coming, or the
 * oldest image has waited for the maximum delay. Therefore a single image at low load is not delayed, and under load
 * full batches form while the workers are busy. Thread-safe.
 */
final class Batcher {
    private final int maxBatch;
    private final long maxDelayNanos;
    private final Buckets buckets;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> ready = new ArrayDeque<>();
    private int coming;
    private boolean closed;

    Batcher(int maxBatch, long maxDelayNanos, Buckets buckets) {
        this.maxBatch = maxBatch;
        this.maxDelayNanos = maxDelayNanos;
        this.buckets = buckets;
    }

    /** Announces an image. A call of {@link #ready} or {@link #gone} must follow. */
    void announce() {
        change(() -> coming++);
    }

    /** Adds an announced image. */
    void ready(Item item) {
        change(() -> {
            coming--;
            ready.addLast(item);
        });
    }

    /** Withdraws the announcement of an image. */
    void gone() {
        change(() -> coming--);
    }

    /** Adds an image for its second pass. It goes to the front, because it has waited before. */
    void again(Item item) {
        change(() -> {
            ready.addFirst(item);
            changed.signalAll(); // The oldest image, for which a worker waits, is another one now.
        });
    }

    void close() {
        change(() -> {
            closed = true;
            changed.signalAll();
        });
    }

    /** Wakes the workers only if one of them may go on: to wake one for each image costs more than to decode a small one. */
    private void change(Runnable what) {
        lock.lock();
        try {
            int before = ready.size();
            what.run();
            int now = ready.size();
            if (now > 0 && (before == 0 || now >= maxBatch || coming == 0)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch and returns it. An empty batch means that the batcher is closed. */
    List<Item> take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (ready.isEmpty()) {
                    changed.await();
                    continue;
                }
                long left = maxDelayNanos - (System.nanoTime() - Objects.requireNonNull(ready.peekFirst()).readyAt);
                if (ready.size() >= maxBatch || coming == 0 || left <= 0) {
                    return next();
                }
                changed.awaitNanos(left);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<Item> next() {
        int n = buckets.take(ready.size());
        List<Item> batch = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            batch.add(ready.removeFirst());
        }
        return batch;
    }
}
