package org.robustdx.inference.pipeline;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells whether the engine has stopped: decoded images wait for it or are in it, and for a long time none has come out. What takes long before that,
 * such as fetching and decoding, has no part in it. Thread-safe.
 */
final class EngineWatch {
    private final long limitNanos;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile long progressAt = System.nanoTime();

    EngineWatch(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** An image comes to the engine. */
    void entered() {
        if (inside.get() == 0) {
            progress(); // Its time begins now.
        }
        inside.incrementAndGet();
    }

    /** An image is done with, whatever came of it. */
    void left() {
        progress();
        inside.decrementAndGet();
    }

    /** The engine did something. */
    void progress() {
        progressAt = System.nanoTime();
    }

    boolean stopped() {
        return inside.get() > 0 && System.nanoTime() - progressAt > limitNanos;
    }
}
