package org.robustdx.inference.pipeline;

import java.time.Duration;

/**
 * How the pipeline works.
 *
 * @param maxBatch maximum number of images in a batch, 1 to {@link #LARGEST_BATCH}
 * @param maxDelay how long a decoded image waits for images that are being decoded, 0 to {@link #LONGEST_DELAY}; it
 *     does not wait if there are none
 * @param decodeThreads number of decoding threads, 1 to {@link #MOST_THREADS}
 * @param workers number of batches that run in parallel, 1 to {@link #MOST_THREADS}
 * @param decoding how much one image may use of the decoding threads
 * @param engineDeadline maximum time in which the engine finishes no batch although decoded images are waiting; after
 *     it, all images fail
 */
public record PipelineOptions(
        int maxBatch,
        Duration maxDelay,
        int decodeThreads,
        int workers,
        DecodeBudget decoding,
        Duration engineDeadline) {
    /** Maximum batch size. */
    public static final int LARGEST_BATCH = 1024;

    /** Maximum number of threads of one kind. */
    public static final int MOST_THREADS = 256;

    /** Maximum delay. */
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
     * Creates options with the default decoding budget and an engine deadline of 1 min.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PipelineOptions(int maxBatch, Duration maxDelay, int decodeThreads, int workers) {
        this(maxBatch, maxDelay, decodeThreads, workers, DecodeBudget.ofDefaults(), ENGINE_DEADLINE);
    }

    /** Returns a copy with another decoding budget. */
    public PipelineOptions withDecoding(DecodeBudget budget) {
        return new PipelineOptions(maxBatch, maxDelay, decodeThreads, workers, budget, engineDeadline);
    }

    /** Returns a copy with another engine deadline. */
    public PipelineOptions withEngineDeadline(Duration deadline) {
        return new PipelineOptions(maxBatch, maxDelay, decodeThreads, workers, decoding, deadline);
    }

    private static void inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s: %d (expected: 1 to %d)".formatted(name, value, most));
        }
    }

    /** Returns the defaults: batches of 32, a delay of 10 ms, one decoding thread per processor, one worker. */
    public static PipelineOptions ofDefaults() {
        int processors = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        return new PipelineOptions(32, Duration.ofMillis(10), processors, 1);
    }

    /** Returns the maximum number of decoded images: those in the model, one further batch, and those being decoded. */
    int permits() {
        return (workers + 1) * maxBatch + decodeThreads;
    }
}
