package org.robustdx.inference.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.inference.model.BatchEngine;
import org.robustdx.inference.verdict.VerdictPolicy;

/**
 * Turns encoded images into answers:
 * <pre>
 *  submit ─► decoding pool ─► batcher ─► workers ─┬─► answer
 *         ▲                │
 *         └── denoised ◄───┘ if the image is flagged
 * </pre>
 * An image that takes too long to decode is refused. It costs one thread, not the pipeline ({@link DecodeBudget}). An
 * image that needs more memory than is free waits for it. A flagged image goes through the model in a second pass, as
 * reconstructed by the model, in a batch with other images. Its answer contains both passes. Permits limit the number
 * of decoded images; an image keeps its permit until it is answered. Submitting never blocks, so the caller must limit
 * the number of encoded images. Thread-safe.
 */
public final class InferencePipeline implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_BATCHES = 4;

    private final VerdictPolicy policy;
    private final PipelineListener listener;
    private final Semaphore permits;
    private final DecodeMemory memory;
    private final DecodePool decoding;
    private final EngineWatch engineWatch;
    private final Set<Item> unanswered = ConcurrentHashMap.newKeySet();
    private final Batcher batcher;
    private final List<Thread> inferring = new ArrayList<>();
    private final double imagesPerSecond;
    private final long engineDeadlineNanos;
    private final Counters counters = new Counters();
    private volatile @Nullable PipelineStalledException lost;
    private volatile boolean closed;

    private static final class Counters {
        final LongAdder answered = new LongAdder();
        final LongAdder failed = new LongAdder();
        final LongAdder batches = new LongAdder();
        final LongAdder images = new LongAdder();
        final LongAdder places = new LongAdder();
        final LongAdder bisections = new LongAdder();
    }

    /**
     * Starts a pipeline: allocates the batches of each size, and runs them to warm up the engine and to measure their
     * cost.
     *
     * @param engine runs the batches; the caller closes it after this pipeline
     * @param policy when an image counts as flagged
     * @param limits limits on decoding
     * @param options batch size, threads and deadlines
     * @param listener receives each step
     * @throws RuntimeException if the engine fails on a blank image
     */
    public InferencePipeline(
            BatchEngine engine,
            VerdictPolicy policy,
            DecodeLimits limits,
            PipelineOptions options,
            PipelineListener listener) {
        this(
                engine,
                policy,
                new Decoding.Means(ImageDecoders.standard(), limits, engine, DecodeMemory.ofProcess()),
                options,
                listener);
    }

    InferencePipeline(
            BatchEngine engine,
            VerdictPolicy policy,
            Decoding.Means means,
            PipelineOptions options,
            PipelineListener listener) {
        this.policy = policy;
        this.listener = listener;
        this.memory = means.memory();
        this.permits = new Semaphore(options.permits());
        int[] sizes = Buckets.sizes(options.maxBatch());
        List<Worker> workers = new ArrayList<>();
        long[] costs;
        try {
            for (int i = 0; i < options.workers(); i++) {
                workers.add(new Worker(engine, policy, sizes, new Completion()));
            }
            costs = workers.get(0).warmUp();
        } catch (RuntimeException e) {
            workers.forEach(Worker::close);
            throw e;
        }
        this.imagesPerSecond = options.workers() * options.maxBatch() * 1e9 / Math.max(1, costs[costs.length - 1]);
        this.batcher = new Batcher(options.maxBatch(), options.maxDelay().toNanos(), Buckets.of(sizes, costs));
        // A model whose batches take longer than the deadline is slow but has not stopped.
        this.engineDeadlineNanos =
                Math.max(options.engineDeadline().toNanos(), LONGEST_BATCHES * costs[costs.length - 1]);
        this.engineWatch = new EngineWatch(engineDeadlineNanos);
        this.decoding = new DecodePool(options.decoding(), means, permits, new Decoded(), this::checkEngine);
        for (Worker worker : workers) {
            Thread thread = new Thread(() -> infer(worker), "infer-" + inferring.size());
            thread.setDaemon(true);
            inferring.add(thread);
        }
        inferring.forEach(Thread::start);
        decoding.start(options.decodeThreads());
    }

    /**
     * Returns the throughput of the engine in full batches, in images per second, as measured at the warm-up. Decoding
     * is not included.
     */
    public double imagesPerSecond() {
        return imagesPerSecond;
    }

    /**
     * Submits an image and returns immediately. Cancelling the future abandons the image. The future completes
     * exceptionally in these cases:
     * <ul>
     * <li>the engine fails on every image, or finishes no batch before its deadline;
     * <li>the content store is unavailable;
     * <li>too many decoding threads are stuck;
     * <li>the pipeline closes.
     * </ul>
     * A long wait for decoding is not among them.
     */
    public CompletableFuture<Answer> submit(Content content) {
        Item item = new Item(content);
        unanswered.add(item);
        batcher.announce();
        decoding.add(item);
        PipelineStalledException cause = lost;
        if (closed) {
            failed(item, new PipelineClosedException());
        } else if (cause != null) {
            failed(item, cause);
        }
        return item.answer;
    }

    /**
     * Groups submissions so that no worker starts a partial batch while {@code submissions} runs, except after the
     * maximum delay.
     */
    public void together(Runnable submissions) {
        batcher.announce();
        try {
            submissions.run();
        } finally {
            batcher.gone();
        }
    }

    private void infer(Worker worker) {
        try (worker) {
            while (!closed) {
                worker.process(batcher.take());
            }
        } catch (InterruptedException e) {
            // The pipeline is closing and handles the remaining images itself.
        }
    }

    private void answered(Item item, Answer answer) {
        unanswered.remove(item);
        if (item.answer.complete(answer)) {
            counters.answered.increment();
            listener.answered(answer, System.nanoTime() - item.arrivedAt);
        }
    }

    private void failed(Item item, Throwable cause) {
        unanswered.remove(item);
        if (item.answer.completeExceptionally(cause)) {
            counters.failed.increment();
            listener.failed(cause);
        }
    }

    private void allFail(PipelineStalledException cause) {
        List.copyOf(unanswered).forEach(item -> failed(item, cause));
    }

    private void checkEngine() {
        if (!closed && engineWatch.stopped()) {
            engineWatch.progress();
            allFail(new PipelineStalledException("no answer from the engine within %d ms"
                    .formatted(Duration.ofNanos(engineDeadlineNanos).toMillis())));
        }
    }

    /** Handles the results of the decoding threads. */
    private final class Decoded implements DecodePool.Outcomes {
        @Override
        public void ready(Item item, Decoding.End.Ready ready, long queued, long took) {
            item.decoded(ready.prepared(), ready.sha256(), took);
            listener.decoded(queued, took);
            if (ready.mismatch().isPresent()) {
                batcher.gone();
                permits.release();
                InferencePipeline.this.answered(
                        item, item.unread(policy.outOfScope(ready.mismatch().get())));
                return;
            }
            engineWatch.entered();
            batcher.ready(item);
        }

        @Override
        public void answered(Item item, Answer answer, long queued, long took) {
            batcher.gone();
            if (answer instanceof Answer.Undecodable) {
                listener.decoded(queued, took);
            }
            InferencePipeline.this.answered(item, answer);
        }

        @Override
        public void failed(Item item, Throwable cause) {
            batcher.gone();
            InferencePipeline.this.failed(item, cause);
        }

        @Override
        public void givenUp(Item item) {
            batcher.gone();
            unanswered.remove(item);
        }

        @Override
        public void lost(PipelineStalledException cause) {
            lost = cause;
            allFail(cause);
        }
    }

    /** Handles the results of the workers. An image returns its permit when it has a result. */
    private final class Completion implements Worker.Outcomes {
        private void left() {
            engineWatch.left();
            permits.release();
        }

        @Override
        public void answered(Item item, Answer answer) {
            left();
            InferencePipeline.this.answered(item, answer);
        }

        @Override
        public void failed(Item item, Throwable cause) {
            left();
            InferencePipeline.this.failed(item, cause);
        }

        @Override
        public void abandoned(Item item) {
            left();
            unanswered.remove(item);
        }

        @Override
        public void again(Item item) {
            batcher.again(item);
        }

        @Override
        public void batch(int images, int capacity, long waited, long inferring) {
            engineWatch.progress();
            counters.batches.increment();
            counters.images.add(images);
            counters.places.add(capacity);
            listener.inferred(images, capacity, waited, inferring);
        }

        @Override
        public void bisected() {
            engineWatch.progress();
            counters.bisections.increment();
        }
    }

    /** Returns the counters. They are read one after the other, so they may differ by images that are in progress. */
    public PipelineSnapshot snapshot() {
        return new PipelineSnapshot(
                decoding.queued(),
                batcher.size(),
                unanswered.size(),
                permits.availablePermits(),
                counters.answered.sum(),
                counters.failed.sum(),
                counters.batches.sum(),
                counters.images.sum(),
                counters.places.sum(),
                counters.bisections.sum(),
                memory.waiting(),
                decoding.abandoned());
    }

    /** Closes the pipeline with a timeout of 10 s, see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    /**
     * Stops the pipeline. Batches in the engine are finished. All images that are not answered by then, or at the
     * timeout, fail with {@link PipelineClosedException}.
     *
     * @return whether all threads have ended, except for abandoned ones, which do not use the engine; if false, the
     *     engine is still in use and must not be closed
     */
    public boolean close(Duration timeout) {
        closed = true;
        batcher.close();
        List<Thread> threads = decoding.close();
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean ended = true;
        for (List<Thread> pool : List.of(threads, inferring)) {
            for (Thread thread : pool) {
                ended &= ended(thread, deadline);
            }
        }
        List.copyOf(unanswered).forEach(item -> failed(item, new PipelineClosedException()));
        return ended;
    }

    private static boolean ended(Thread thread, long deadline) {
        try {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
