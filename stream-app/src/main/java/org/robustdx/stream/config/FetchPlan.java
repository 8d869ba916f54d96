package org.robustdx.stream.config;

/**
 * How much a stream thread reads ahead in one poll. More keeps the engine busy from one poll to the next; less bounds memory, and the wait
 * of what is read behind it.
 *
 * @param records records of a poll
 * @param bytes bytes that are fetched of a partition, and of all, for a poll
 * @param batchBytes bytes of a full batch, for which a fetch need not wait any longer
 */
record FetchPlan(int records, int bytes, int batchBytes) {
    /** Batches of a poll: between two polls the engine runs dry for a moment, which is one in so many batches then. */
    private static final int BATCHES = 16;

    /** Work of a poll: a rebalance waits for it, and so does what another thread reads just after it. */
    private static final double SECONDS = 2;

    /** Share of the heap for what all threads read ahead, which is there twice: as fetched and as polled. */
    private static final int HEAP_SHARE = 8;

    private static final int MOST_BYTES = 64 << 20;
    private static final int LEAST_BYTES = 1 << 20;

    /**
     * Returns the plan.
     *
     * @param imagesPerSecond what the engine reads
     * @param threads stream threads
     * @param heap bytes that the heap may have
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
