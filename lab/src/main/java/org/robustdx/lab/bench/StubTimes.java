package org.robustdx.lab.bench;

import java.time.Duration;

/**
 * How long the stub engine takes.
 *
 * @param perCall time per call, at least 0
 * @param perImage time per place of the batch, at least 0
 */
public record StubTimes(Duration perCall, Duration perImage) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    /** @throws IllegalArgumentException if a time is negative */
    public StubTimes {
        if (perCall.isNegative() || perImage.isNegative()) {
            throw new IllegalArgumentException("stub times: %s, %s (expected: >= 0)".formatted(perCall, perImage));
        }
    }

    /**
     * Returns times in milliseconds, rounded to nanoseconds.
     *
     * @throws IllegalArgumentException if a time is negative or not a number
     */
    public static StubTimes ofMillis(double perCall, double perImage) {
        return new StubTimes(duration("stub-call-ms", perCall), duration("stub-image-ms", perImage));
    }

    /** Returns the defaults: 10 ms per call and 0.5 ms per image. */
    public static StubTimes ofDefaults() {
        return ofMillis(10, 0.5);
    }

    private static Duration duration(String option, double millis) {
        if (!(millis >= 0)) {
            String shown = millis == Math.rint(millis) ? Long.toString((long) millis) : Double.toString(millis);
            throw new IllegalArgumentException("%s: %s (expected: >= 0)".formatted(option, shown));
        }
        return Duration.ofNanos(Math.round(millis * NANOS_PER_MILLI));
    }

    /** Returns the time of a batch in nanoseconds, at most 146 years. */
    long nanos(int places) {
        double nanos = (double) perCall.toNanos() + (double) places * (double) perImage.toNanos();
        return nanos < (double) LONGEST_NANOS ? (long) nanos : LONGEST_NANOS;
    }
}
