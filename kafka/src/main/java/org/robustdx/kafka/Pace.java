package org.robustdx.kafka;

import java.util.concurrent.TimeUnit;

/** Limits work to a number of steps per second. Not thread-safe. */
public final class Pace {
    private final double perSecond;
    private final long start = System.nanoTime();
    private long steps;

    /**
     * Creates a pace.
     *
     * @param perSecond maximum number of steps per second; 0 for no limit
     */
    public Pace(double perSecond) {
        check(perSecond);
        this.perSecond = perSecond;
    }

    /**
     * Checks a rate.
     *
     * @throws IllegalArgumentException unless it is finite and not negative
     */
    public static void check(double perSecond) {
        if (!(perSecond >= 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("rate: %s (expected: >= 0)".formatted(perSecond));
        }
    }

    /** Waits until the next step is due. */
    public void await() throws InterruptedException {
        if (perSecond > 0) {
            long due = start + (long) (steps * 1e9 / perSecond);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        }
        steps++;
    }
}
