package org.robustdx.stream.app;

import org.robustdx.stream.config.Batching;

/**
 * How much a stream thread reads in one poll. Larger polls keep the engine busy between polls. Smaller polls need less
 * memory and shorten the wait of later records.
 *
 * @param records maximum number of records in a poll
 * @param bytes maximum number of bytes that a fetch returns, from one partition and in total
 * @param batchBytes size of a full batch in bytes; the broker answers a fetch as soon as it has this many
 */
record FetchPlan(int records, int bytes, int batchBytes) {
    /**
     * Maximum number of full batches in a poll. The engine is idle briefly between two polls, thus once per this many
     * batches.
     */
    private static final int BATCHES = 16;

    /** Duration of the work of one poll. A rebalance waits for this work, and so do later records. */
    private static final double SECONDS = 2;

    /**
     * Divisor of the heap for all data that the threads read ahead. The heap holds these bytes twice: as fetched and as
     * polled.
     */
    private static final int HEAP_SHARE = 8;

    private static final int MOST_BYTES = 64 << 20;
    private static final int LEAST_BYTES = 1 << 20;

    /**
     * Returns the plan for threads that share one engine.
     *
     * @param imagesPerSecond throughput of the engine
     * @param threads number of stream threads
     * @param heap maximum size of the heap in bytes
     */
    static FetchPlan of(Batching batching, double imagesPerSecond, int threads, long heap) {
        long budget = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, heap / HEAP_SHARE / threads));
        long bySpeed = (long) Math.min(Integer.MAX_VALUE, Math.ceil(imagesPerSecond * SECONDS / threads));
        long byMemory = budget / batching.expectedImageBytes();
        long byBatches = (long) BATCHES * batching.pipeline().maxBatch();
        long records = Math.max(1, Math.min(byBatches, Math.min(bySpeed, byMemory)));
        long bytes = Math.max(LEAST_BYTES, Math.min(budget, records * batching.expectedImageBytes()));
        long batch = (long) batching.pipeline().maxBatch() * batching.expectedImageBytes();
        return new FetchPlan((int) records, (int) bytes, (int) Math.min(bytes, batch));
    }
}
