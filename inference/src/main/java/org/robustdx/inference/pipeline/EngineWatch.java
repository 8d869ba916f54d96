package org.robustdx.inference.pipeline;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Detects that the engine has stopped: decoded images are waiting for it or are in it, and none has come out for a long
 * time. The time of fetching and decoding does not count. Thread-safe.
 */
final class EngineWatch {
    private final long limitNanos;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile long progressAt = System.nanoTime();

    EngineWatch(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Counts an image that is ready for the engine. */
    void entered() {
        if (inside.get() == 0) {
            progress(); // The time starts with the first image.
        }
        inside.incrementAndGet();
    }

    /** Removes an image that has been answered or has failed. */
    void left() {
        progress();
        inside.decrementAndGet();
    }

    /** Records that the engine has finished something. */
    void progress() {
        progressAt = System.nanoTime();
    }

    boolean stopped() {
        return inside.get() > 0 && System.nanoTime() - progressAt > limitNanos;
    }
}
