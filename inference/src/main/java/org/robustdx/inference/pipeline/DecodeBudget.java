package org.robustdx.inference.pipeline;

import java.time.Duration;

/**
 * How much one image may use of the decoding threads. If an image exceeds its budget, it is refused and its thread is
 * abandoned: the pool interrupts the thread and starts another one. The memory of an abandoned thread counts as used
 * until the thread ends.
 *
 * @param processorTime maximum processor time for decoding one image, without fetching its content; 1 ms to 10 min
 * @param mostAbandoned maximum number of abandoned threads that are still running; while there are this many, no other
 *     image is started
 * @param patience how long this maximum may last before the pipeline fails
 */
public record DecodeBudget(Duration processorTime, int mostAbandoned, Duration patience) {
    /** Upper bound of the processor time. */
    public static final Duration LONGEST_TIME = Duration.ofMinutes(10);

    private static final DecodeBudget DEFAULTS = new DecodeBudget(Duration.ofSeconds(2), 8, Duration.ofMinutes(1));

    /**
     * Ratio of clock time to processor time. On a busy machine a thread waits for a processor, so an image is refused
     * by clock time only if this large ratio is exceeded.
     */
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

    /** Returns the defaults: 2 s of processor time, 8 abandoned threads, 1 min of patience. */
    public static DecodeBudget ofDefaults() {
        return DEFAULTS;
    }

    /** Returns the maximum clock time: 30 times the processor time. */
    Duration clockTime() {
        return processorTime.multipliedBy(CLOCK_FACTOR);
    }
}
