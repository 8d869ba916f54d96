package org.robustdx.stream.publish;

import java.util.concurrent.TimeUnit;

/** Holds work to so many steps a second. Not thread-safe. */
public final class Pace {
    private final double perSecond;
    private final long start = System.nanoTime();
    private long steps;

    /** Creates a pace of so many steps a second, or none at all for 0. */
    public Pace(double perSecond) {
        check(perSecond);
        this.perSecond = perSecond;
    }

    /** Refuses what is no rate. */
    static void check(double perSecond) {
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
