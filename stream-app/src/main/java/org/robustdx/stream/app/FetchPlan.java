package org.robustdx.stream.app;

import org.robustdx.stream.config.Batching;

/**
 * How much a stream thread reads in one poll. Larger polls keep the engine busy from one poll to the next. Smaller polls need less memory, and let the
 * records behind them wait less.
 *
 * @param records most records of a poll
 * @param bytes most bytes that a fetch returns, of one partition and of all
 * @param batchBytes bytes of a full batch: a fetch that has as many does not wait for more
 */
record FetchPlan(int records, int bytes, int batchBytes) {
    /** Batches of a poll. The engine is idle for a moment between two polls, so once in this many batches. */
    private static final int BATCHES = 16;

    /** Duration of a poll's work. A rebalance waits for it, and so do records that another thread reads just after it. */
    private static final double SECONDS = 2;

    /** Divisor of the heap for what all threads read ahead. Memory holds it twice: as fetched and as polled. */
    private static final int HEAP_SHARE = 8;

    private static final int MOST_BYTES = 64 << 20;
    private static final int LEAST_BYTES = 1 << 20;

    /**
     * Returns the plan.
     *
     * @param imagesPerSecond throughput of the engine
     * @param threads number of stream threads
     * @param heap largest size of the heap in bytes
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
