package org.robustdx.lab.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides when a measurement is warm. The rate is measured in successive windows of 2 s. It is steady when the rates of
 * three successive windows differ by at most 5 % of their mean. The warm-up ends when the rate is steady, or at its
 * longest time.
 */
final class WarmUp {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final int WINDOWS = 3;
    private static final double TOLERANCE = 0.05;

    private final long longest;
    private final Deque<Double> rates = new ArrayDeque<>();
    private final long start;
    private long windowStart;
    private long windowBase;
    private long now;

    /**
     * Starts a warm-up.
     *
     * @param start the time, as {@link System#nanoTime}
     * @param base number of images so far
     * @param longest longest time
     */
    WarmUp(long start, long base, Duration longest) {
        this.start = start;
        this.now = start;
        this.windowStart = start;
        this.windowBase = base;
        this.longest = longest.toNanos();
    }

    /**
     * Takes notice of the number of images at a time, and returns whether the warm-up is over.
     *
     * @param time as {@link System#nanoTime}, not before the last one
     */
    boolean isOver(long time, long count) {
        now = time;
        if (time - windowStart >= WINDOW.toNanos()) {
            rates.addLast((count - windowBase) / (double) (time - windowStart));
            if (rates.size() > WINDOWS) {
                rates.removeFirst();
            }
            windowStart = time;
            windowBase = count;
        }
        return isSteady() || time - start >= longest;
    }

    /** Returns whether the rate is steady. */
    boolean isSteady() {
        if (rates.size() < WINDOWS) {
            return false;
        }
        double least = rates.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double mean = rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return mean > 0 && most - least <= TOLERANCE * mean;
    }

    /** Returns how long it has lasted, in seconds. */
    double seconds() {
        return (now - start) / 1e9;
    }
}
