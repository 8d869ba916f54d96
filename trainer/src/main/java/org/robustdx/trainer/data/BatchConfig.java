package org.robustdx.trainer.data;

/**
 * How a {@link BatchStream} makes batches.
 *
 * @param batchSize images in each batch
 * @param augmentation augmentation of each image
 * @param order order in which an epoch goes through the images
 * @param threads number of threads that prepare batches; does not change the batches
 * @param ahead how many batches may wait for the consumer
 */
public record BatchConfig(int batchSize, AugmentationConfig augmentation, BatchOrder order, int threads, int ahead) {
    public BatchConfig {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize: " + batchSize + " (expected: > 0)");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: > 0)");
        }
        if (ahead < 1) {
            throw new IllegalArgumentException("ahead: " + ahead + " (expected: > 0)");
        }
    }

    /**
     * Returns the configuration with every image once per epoch, four batches ahead, and one thread, which is faster than any training step on a CPU.
     */
    public static BatchConfig of(int batchSize, AugmentationConfig augmentation) {
        return new BatchConfig(batchSize, augmentation, BatchOrder.SHUFFLED, 1, 4);
    }

    public BatchConfig withThreads(int threads) {
        return new BatchConfig(batchSize, augmentation, order, threads, ahead);
    }

    public BatchConfig withOrder(BatchOrder other) {
        return new BatchConfig(batchSize, augmentation, other, threads, ahead);
    }
}
