package org.robustdx.inference.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forms batches by load. A worker that is free takes what is ready, unless more is on its way (accepted, but not decoded yet): then it waits
 * until the batch is full, nothing more is coming, or the oldest image has waited for the longest delay. So a single image on a quiet
 * site goes at once, and under load, while the workers are busy, full batches form by themselves. Thread-safe.
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

    /** Tells of an image that will be {@link #ready} or {@link #gone}. */
    void announce() {
        change(() -> coming++);
    }

    /** Takes an image that was announced. */
    void ready(Item item) {
        change(() -> {
            coming--;
            ready.addLast(item);
        });
    }

    /** Tells that an image that was announced will not come. */
    void gone() {
        change(() -> coming--);
    }

    /** Takes an image back that is to be read once more; it has waited before, so it is the first. */
    void again(Item item) {
        change(() -> ready.addFirst(item));
    }

    void close() {
        change(() -> closed = true);
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
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

    /** Returns the next batch, which is empty only when the batcher is closed. */
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
