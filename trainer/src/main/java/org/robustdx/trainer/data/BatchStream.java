package org.robustdx.trainer.data;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An endless stream of training batches, which background threads prepare ahead of the training step. Each epoch goes through the dataset in an
 * {@linkplain BatchOrder order} by seed and epoch, without the last partial batch. The augmentation of an image depends on seed, epoch, index, and
 * the number of its earlier appearances in the epoch. So a batch depends only on the seed and its position: not on the number of threads, nor on the
 * position where the stream was started. Training relies on this to resume.
 *
 * <p>Not thread-safe: only one thread may consume the stream.
 */
public final class BatchStream implements AutoCloseable {
    private final Dataset dataset;
    private final BatchConfig config;
    private final Augmentation augmentation;
    private final long seed;
    private final ExecutorService pool;
    private final Queue<Future<Batch>> pending = new ArrayDeque<>();

    private int[] order = {};
    private long[] variations = {};
    private int arrangedEpoch = -1;
    private int submitEpoch;
    private int submitStep;
    private int epoch;
    private int step;

    private BatchStream(Dataset dataset, BatchConfig config, long seed, int epoch, int fromStep) {
        this.dataset = dataset;
        this.config = config;
        this.augmentation = new Augmentation(config.augmentation());
        this.seed = seed;
        this.epoch = epoch;
        this.step = fromStep;
        this.submitEpoch = epoch;
        this.submitStep = fromStep;
        this.pool = Executors.newFixedThreadPool(config.threads(), task -> {
            Thread thread = new Thread(task, "batch-preparer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Returns a newly started stream, whose first batch is that of step {@code fromStep} in epoch {@code epoch}, both counted from 0. If {@code
     * fromStep} is the number of steps of an epoch, the stream starts with the next epoch.
     */
    public static BatchStream start(Dataset dataset, BatchConfig config, long seed, int epoch, int fromStep) {
        int steps = dataset.size() / config.batchSize();
        if (steps == 0) {
            throw new IllegalArgumentException("batchSize: " + config.batchSize()
                    + " (expected: <= the number of images, " + dataset.size() + ")");
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch: " + epoch + " (expected: >= 0)");
        }
        if (fromStep < 0 || fromStep > steps) {
            throw new IllegalArgumentException("fromStep: " + fromStep + " (expected: 0 <= fromStep <= " + steps + ")");
        }
        boolean over = fromStep == steps;
        BatchStream stream = new BatchStream(dataset, config, seed, over ? epoch + 1 : epoch, over ? 0 : fromStep);
        stream.fill();
        return stream;
    }

    /** Returns the number of batches in an epoch. */
    public int stepsPerEpoch() {
        return dataset.size() / config.batchSize();
    }

    /** Returns the epoch of the batch that {@link #next} returns next. */
    public int epoch() {
        return epoch;
    }

    /** Returns the step, within its epoch, of the batch that {@link #next} returns next. */
    public int step() {
        return step;
    }

    /**
     * Returns the next batch. Waits for it if necessary.
     *
     * @throws IllegalStateException if the stream is closed, or the preparation of a batch failed (see the cause)
     * @throws InterruptedException when this thread is interrupted while it waits
     */
    public Batch next() throws InterruptedException {
        if (pool.isShutdown()) {
            throw new IllegalStateException("the stream is closed");
        }
        fill();
        Batch batch;
        try {
            batch = pending.remove().get();
        } catch (ExecutionException e) {
            close();
            throw new IllegalStateException("batch " + step + " of epoch " + epoch + ": " + e.getCause(), e.getCause());
        }
        if (++step == stepsPerEpoch()) {
            step = 0;
            epoch++;
        }
        return batch;
    }

    private void fill() {
        // One more than may wait: the one the consumer takes now.
        while (pending.size() <= config.ahead()) {
            arrange(submitEpoch);
            int from = submitStep * config.batchSize();
            int[] indexes = Arrays.copyOfRange(order, from, from + config.batchSize());
            long[] seeds = Arrays.copyOfRange(variations, from, from + config.batchSize());
            pending.add(pool.submit(() -> Batches.augmented(dataset, indexes, augmentation, seeds)));
            if (++submitStep == stepsPerEpoch()) {
                submitStep = 0;
                submitEpoch++;
            }
        }
    }

    private void arrange(int ofEpoch) {
        if (arrangedEpoch == ofEpoch) {
            return;
        }
        arrangedEpoch = ofEpoch;
        order = config.order().indexes(dataset.labels(), dataset.siteNumbers(), seed, ofEpoch);
        long epochSeed = Seeds.mix(seed, ofEpoch, 1);
        int[] times = new int[dataset.size()];
        variations = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            int before = times[order[i]]++;
            variations[i] = before == 0 ? Seeds.mix(epochSeed, order[i]) : Seeds.mix(epochSeed, order[i], before);
        }
    }

    /** Stops the background threads, and returns when they have ended. */
    @Override
    public void close() {
        pool.shutdownNow();
        pending.clear();
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
