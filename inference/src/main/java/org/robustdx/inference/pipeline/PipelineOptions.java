package org.robustdx.inference.pipeline;

import java.time.Duration;

/**
 * How the pipeline works.
 *
 * @param maxBatch most images of a batch, 1 to {@link #LARGEST_BATCH}
 * @param maxDelay longest time that a decoded image waits for others that are on their way; with none on their way it does not wait
 * @param decodeThreads threads that decode, 1 to {@link #MOST_THREADS}
 * @param workers batches that are in the model at the same time, 1 to {@link #MOST_THREADS}
 * @param decoding what one image may take of the decoding threads
 * @param engineDeadline longest time in which the engine finishes no batch although decoded images wait for it; then they all fail
 */
public record PipelineOptions(
        int maxBatch,
        Duration maxDelay,
        int decodeThreads,
        int workers,
        DecodeBudget decoding,
        Duration engineDeadline) {
    /** The largest batch. */
    public static final int LARGEST_BATCH = 1024;

    /** The most threads of a kind. */
    public static final int MOST_THREADS = 256;

    /** The longest delay. */
    public static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    private static final Duration ENGINE_DEADLINE = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException if a value is out of its range */
    public PipelineOptions {
        inRange("max-batch", maxBatch, LARGEST_BATCH);
        inRange("decode-threads", decodeThreads, MOST_THREADS);
        inRange("workers", workers, MOST_THREADS);
        if (maxDelay.isNegative() || maxDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "max-delay: %d ms (expected: 0 to %d ms)".formatted(maxDelay.toMillis(), LONGEST_DELAY.toMillis()));
        }
        if (engineDeadline.isNegative() || engineDeadline.isZero()) {
            throw new IllegalArgumentException(
                    "engine-deadline: %d ms (expected: > 0)".formatted(engineDeadline.toMillis()));
        }
    }

    /**
     * Creates options with the default budget for decoding, and a deadline of a minute for the engine.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PipelineOptions(int maxBatch, Duration maxDelay, int decodeThreads, int workers) {
        this(maxBatch, maxDelay, decodeThreads, workers, DecodeBudget.ofDefaults(), ENGINE_DEADLINE);
    }

    /** Returns the same options with this budget for decoding. */
    public PipelineOptions withDecoding(DecodeBudget budget) {
        return new PipelineOptions(maxBatch, maxDelay, decodeThreads, workers, budget, engineDeadline);
    }

    /** Returns the same options with this deadline for the engine. */
    public PipelineOptions withEngineDeadline(Duration deadline) {
        return new PipelineOptions(maxBatch, maxDelay, decodeThreads, workers, decoding, deadline);
    }

    private static void inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s: %d (expected: 1 to %d)".formatted(name, value, most));
        }
    }

    /** Returns the defaults: batches of 32, 10 ms, a decoding thread for each processor, one worker. */
    public static PipelineOptions ofDefaults() {
        int processors = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        return new PipelineOptions(32, Duration.ofMillis(10), processors, 1);
    }

    /** Returns the most decoded images that are held at a time: those in the model, a batch to follow, and those being decoded. */
    int permits() {
        return (workers + 1) * maxBatch + decodeThreads;
    }
}
