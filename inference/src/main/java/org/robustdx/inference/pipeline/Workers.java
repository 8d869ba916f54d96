package org.robustdx.inference.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.verdict.VerdictPolicy;

/** The threads that run batches, one {@link Worker} each. */
final class Workers {
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long[] costs;

    /**
     * Creates workers, allocates their batches of each size, and measures what a batch costs.
     *
     * @param sizes batch sizes, ascending
     * @throws RuntimeException if the engine fails on a blank image
     */
    Workers(BatchEngine engine, VerdictPolicy policy, int[] sizes, int count, Worker.Outcomes outcomes) {
        try {
            for (int i = 0; i < count; i++) {
                workers.add(new Worker(engine, policy, sizes, outcomes));
            }
            costs = workers.get(0).warmUp();
        } catch (RuntimeException e) {
            workers.forEach(Worker::close);
            throw e;
        }
    }

    /** Returns the duration of one run for each batch size, in nanoseconds. */
    long[] costs() {
        return costs.clone();
    }

    /** Returns the duration of one run of the largest batch size, in nanoseconds. */
    long largestCost() {
        return costs[costs.length - 1];
    }

    /** Returns the throughput of all workers in full batches, in images per second. */
    double imagesPerSecond(int maxBatch) {
        return workers.size() * maxBatch * 1e9 / Math.max(1, largestCost());
    }

    /** Starts the threads. Each closes its worker when it ends, which is when {@code closed} is true or the batcher is closed. */
    void start(Batcher batcher, BooleanSupplier closed) {
        for (Worker worker : workers) {
            Thread thread = new Thread(() -> run(worker, batcher, closed), "infer-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private static void run(Worker worker, Batcher batcher, BooleanSupplier closed) {
        try (worker) {
            while (!closed.getAsBoolean()) {
                worker.process(batcher.take());
            }
        } catch (InterruptedException e) {
            // The pipeline is closing and handles the remaining images itself.
        }
    }

    /** Returns the started threads. */
    List<Thread> threads() {
        return List.copyOf(threads);
    }
}
