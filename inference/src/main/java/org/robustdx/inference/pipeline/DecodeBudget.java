package org.robustdx.inference.pipeline;

import java.time.Duration;

/**
 * What one image may take of the decoding threads. An image that takes more is refused, and its thread is abandoned: it is interrupted, another
 * takes its place, and what it holds counts as in use until it comes back.
 *
 * @param processorTime longest processor time of the decoding thread for one image; fetching its content does not count
 * @param mostAbandoned abandoned threads that have not come back; with so many, no other image is begun
 * @param patience how long so many may stay away before the pipeline fails
 */
public record DecodeBudget(Duration processorTime, int mostAbandoned, Duration patience) {
    /** The longest processor time. */
    public static final Duration LONGEST_TIME = Duration.ofMinutes(10);

    private static final DecodeBudget DEFAULTS = new DecodeBudget(Duration.ofSeconds(2), 8, Duration.ofMinutes(1));

    /** On a busy machine a thread waits for a processor. An image is refused for that only if nothing else explains it. */
    private static final int CLOCK_FACTOR = 30;

    /** @throws IllegalArgumentException if a value is out of its range */
    public DecodeBudget {
        if (processorTime.toMillis() < 1 || processorTime.compareTo(LONGEST_TIME) > 0) {
            throw new IllegalArgumentException("decode-time: %d ms (expected: 1 to %d ms)"
                    .formatted(processorTime.toMillis(), LONGEST_TIME.toMillis()));
        }
        if (mostAbandoned < 1 || mostAbandoned > PipelineOptions.MOST_THREADS) {
            throw new IllegalArgumentException(
                    "abandoned-threads: %d (expected: 1 to %d)".formatted(mostAbandoned, PipelineOptions.MOST_THREADS));
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience: %d ms (expected: >= 0)".formatted(patience.toMillis()));
        }
    }

    /** Returns the defaults: 2 s of processor time, 8 abandoned threads, a minute. */
    public static DecodeBudget ofDefaults() {
        return DEFAULTS;
    }

    /** Returns the longest time by the clock: 30 times the processor time. */
    Duration clockTime() {
        return processorTime.multipliedBy(CLOCK_FACTOR);
    }
}
