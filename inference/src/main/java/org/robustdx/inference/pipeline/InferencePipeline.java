package org.robustdx.inference.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private final Unanswered unanswered;
    private final Semaphore permits;
    private final DecodeMemory memory;
    private final DecodePool decoding;
    private final EngineWatch engineWatch;
    private final Batcher batcher;
    private final Workers workers;
    private final double imagesPerSecond;
    private final long engineDeadlineNanos;
    private final LongAdder batches = new LongAdder();
    private final LongAdder images = new LongAdder();
    private final LongAdder places = new LongAdder();
    private final LongAdder bisections = new LongAdder();
    private volatile @Nullable PipelineStalledException lost;
    private volatile boolean closed;

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
        this.unanswered = new Unanswered(listener);
        this.memory = means.memory();
        this.permits = new Semaphore(options.permits());
        int[] sizes = Buckets.sizes(options.maxBatch());
        this.workers = new Workers(engine, policy, sizes, options.workers(), new Completion());
        this.imagesPerSecond = workers.imagesPerSecond(options.maxBatch());
        this.batcher =
                new Batcher(options.maxBatch(), options.maxDelay().toNanos(), Buckets.of(sizes, workers.costs()));
        // A model whose batches take longer than the deadline is slow but has not stopped.
        this.engineDeadlineNanos =
                Math.max(options.engineDeadline().toNanos(), LONGEST_BATCHES * workers.largestCost());
        this.engineWatch = new EngineWatch(engineDeadlineNanos);
        this.decoding = new DecodePool(options.decoding(), means, permits, new Decoded(), this::checkEngine);
        workers.start(batcher, () -> closed);
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
            unanswered.fail(item, new PipelineClosedException());
        } else if (cause != null) {
            unanswered.fail(item, cause);
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

    private void checkEngine() {
        if (!closed && engineWatch.stopped()) {
            engineWatch.progress();
            unanswered.failAll(new PipelineStalledException("no answer from the engine within %d ms"
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
                unanswered.answer(
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
            unanswered.answer(item, answer);
        }

        @Override
        public void failed(Item item, Throwable cause) {
            batcher.gone();
            unanswered.fail(item, cause);
        }

        @Override
        public void givenUp(Item item) {
            batcher.gone();
            unanswered.abandon(item);
        }

        @Override
        public void lost(PipelineStalledException cause) {
            lost = cause;
            unanswered.failAll(cause);
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
            unanswered.answer(item, answer);
        }

        @Override
        public void failed(Item item, Throwable cause) {
            left();
            unanswered.fail(item, cause);
        }

        @Override
        public void abandoned(Item item) {
            left();
            unanswered.abandon(item);
        }

        @Override
        public void again(Item item) {
            batcher.again(item);
        }

        @Override
        public void batch(int images, int capacity, long waited, long inferring) {
            engineWatch.progress();
            batches.increment();
            InferencePipeline.this.images.add(images);
            places.add(capacity);
            listener.inferred(images, capacity, waited, inferring);
        }

        @Override
        public void bisected() {
            engineWatch.progress();
            bisections.increment();
        }
    }

    /** Returns the counters. They are read one after the other, so they may differ by images that are in progress. */
    public PipelineSnapshot snapshot() {
        return new PipelineSnapshot(
                decoding.queued(),
                batcher.size(),
                unanswered.size(),
                permits.availablePermits(),
                unanswered.answered(),
                unanswered.failed(),
                batches.sum(),
                images.sum(),
                places.sum(),
                bisections.sum(),
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
        for (List<Thread> pool : List.of(threads, workers.threads())) {
            for (Thread thread : pool) {
                ended &= ended(thread, deadline);
            }
        }
        unanswered.failAll(new PipelineClosedException());
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
