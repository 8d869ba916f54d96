package org.robustdx.trainer.data;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An endless stream of training batches, prepared in the background ahead of the step that wants them. Each epoch is the
 * dataset in an order shuffled by seed and epoch, its last partial batch dropped; each image is varied by seed, epoch and
 * index. So what batch comes at which epoch and step depends on the seed alone: not on the number of threads, and not on
 * where the stream was started, which is how training resumes.
 *
 * <p>For one consumer thread.
 */
public final class BatchStream implements AutoCloseable {
    private final Dataset dataset;
    private final BatchConfig config;
    private final Augmentation augmentation;
    private final long seed;
    private final ExecutorService pool;
    private final Queue<Future<Batch>> pending = new ArrayDeque<>();

    private int[] order = {};
    private int orderEpoch = -1;
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
     * Returns a newly started stream whose first batch is that of step {@code fromStep} in epoch {@code epoch}, both counted
     * from 0. {@code fromStep} may be the number of steps of an epoch: then the next epoch's first batch comes.
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
     * Returns the next batch, waiting for it if need be.
     *
     * @throws IllegalStateException when the stream is closed, or preparing a batch failed (the cause says why)
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
            int[] indexes = indexes(submitEpoch, submitStep);
            long epochSeed = Seeds.mix(seed, submitEpoch, 1);
            pending.add(pool.submit(
                    () -> Batches.augmented(dataset, indexes, augmentation, index -> Seeds.mix(epochSeed, index))));
            if (++submitStep == stepsPerEpoch()) {
                submitStep = 0;
                submitEpoch++;
            }
        }
    }

    private int[] indexes(int ofEpoch, int ofStep) {
        if (orderEpoch != ofEpoch) {
            order = shuffled(dataset.size(), new SplittableRandom(Seeds.mix(seed, ofEpoch, 0)));
            orderEpoch = ofEpoch;
        }
        int[] indexes = new int[config.batchSize()];
        System.arraycopy(order, ofStep * config.batchSize(), indexes, 0, indexes.length);
        return indexes;
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Stops preparing; returns when no background thread is at work any more. */
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
