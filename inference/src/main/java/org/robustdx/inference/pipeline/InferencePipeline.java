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
 * Encoded images in, answers out:
 *
 * <pre>
 *     submit ─► decoding pool ─► batcher ─► workers ─┬─► answer
 *                                   ▲                │
 *                                   └── denoised ◄───┘ where a detector fires
 * </pre>
 *
 * What takes too long to decode is refused, and costs a thread, not the pipeline ({@link DecodeBudget}). Images that need more memory than there is at
 * the moment wait for it. An image whose detectors fire is read again as the model reconstructs it, in a batch like any other; the answer then holds both. What is decoded is
 * bounded by permits, kept until the answer; submitting never waits, so whoever submits bounds what is encoded. Thread-safe.
 */
public final class InferencePipeline implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final int LONGEST_BATCHES = 4;

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
     * Starts a pipeline: makes the batches of each size and runs them, to warm up and to learn what each costs.
     *
     * @param engine reads the batches; the caller closes it after this pipeline
     * @param policy when an image counts as flagged
     * @param limits limits on what is decoded
     * @param options how it works
     * @param listener is told of each step
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
        // A model that takes longer than that for a batch is slow, and has not stopped.
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

    /** Returns how many images a second the engine read in full batches when it was warmed up; decoding not counted. */
    public double imagesPerSecond() {
        return imagesPerSecond;
    }

    /**
     * Takes an image in, without waiting. Its future fails if the engine is lost or gives no answer for too long, if the content cannot be fetched, if too
     * many decoding threads do not come back, or if the pipeline closes; cancelling it gives the image up. That an image, or all that come before it, takes
     * long to decode is none of these: it has its answer once its turn has come.
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

    /** Takes in what is submitted meanwhile as one arrival: no worker takes the first of it for all that there is, but for the longest delay. */
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
            // The pipeline is closing, which looks after the images itself.
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

    /** What the decoding threads tell. */
    private final class Decoded implements DecodePool.Outcomes {
        @Override
        public void ready(Item item, Decoding.End.Ready ready, long queued, long took) {
            item.decoded(ready.prepared(), ready.sha256(), took);
            listener.decoded(queued, took);
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

    /** What the workers tell: with an image's outcome its permit is free. */
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

    /** Returns what it holds at the moment and what it has done; the numbers are read one after the other. */
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

    /** As {@link #close(Duration)}, with a timeout of 10 s. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    /**
     * Stops: batches in the engine are finished, and every image that has no answer then, or when the time is over, fails with
     * {@link PipelineClosedException}.
     *
     * @return whether all threads have ended, abandoned ones aside, which do not touch the engine; if not, it is still in use and must not be closed
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
