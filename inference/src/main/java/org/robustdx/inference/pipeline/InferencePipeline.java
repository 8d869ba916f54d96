package org.robustdx.inference.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.ImageDecoders;
import org.robustdx.inference.image.Raster;
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
 * An image whose detectors fire is read again as the model reconstructs it, in a batch like any other; the answer then holds both. What is decoded is
 * bounded by permits, kept until the answer; submitting never waits, so whoever submits bounds what is encoded. Thread-safe.
 */
public final class InferencePipeline implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final BatchEngine engine;
    private final DecodeLimits limits;
    private final PipelineListener listener;
    private final ImageDecoders decoders = ImageDecoders.standard();
    private final Semaphore permits;
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final Set<Item> unanswered = ConcurrentHashMap.newKeySet();
    private final Batcher batcher;
    private final List<Thread> decoding = new ArrayList<>();
    private final List<Thread> inferring = new ArrayList<>();
    private final double imagesPerSecond;
    private final Counters counters = new Counters();
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
        this.engine = engine;
        this.limits = limits;
        this.listener = listener;
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
        for (int i = 0; i < options.decodeThreads(); i++) {
            decoding.add(new Thread(this::decode, "decode-" + i));
        }
        for (Worker worker : workers) {
            inferring.add(new Thread(() -> infer(worker), "infer-" + inferring.size()));
        }
        for (List<Thread> pool : List.of(decoding, inferring)) {
            for (Thread thread : pool) {
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** Returns how many images a second the engine read in full batches when it was warmed up; decoding not counted. */
    public double imagesPerSecond() {
        return imagesPerSecond;
    }

    /**
     * Takes an image in, without waiting. Its future fails if the engine is lost, the content cannot be fetched or the pipeline closes; cancelling it
     * gives the image up.
     */
    public CompletableFuture<Answer> submit(Content content) {
        Item item = new Item(content);
        unanswered.add(item);
        batcher.announce();
        queue.add(item);
        if (closed) {
            failed(item, new PipelineClosedException());
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

    private void decode() {
        try {
            while (!closed) {
                Item item = queue.take();
                permits.acquire();
                if (!decodedToBatcher(item)) {
                    batcher.gone();
                    permits.release();
                }
            }
        } catch (InterruptedException e) {
            // The pipeline is closing, which looks after the images itself.
        }
    }

    private boolean decodedToBatcher(Item item) {
        if (item.abandoned()) {
            unanswered.remove(item);
            return false;
        }
        long start = System.nanoTime();
        Answer refusal;
        try {
            Optional<byte[]> bytes = item.content.bytes();
            if (bytes.isEmpty()) {
                refusal = new Answer.Absent();
            } else {
                DecodeResult result = decoders.decode(bytes.get(), limits);
                if (result instanceof DecodeResult.Decoded decoded) {
                    Raster prepared = engine.prepare(decoded.raster());
                    item.decoded(prepared, System.nanoTime() - start);
                    listener.decoded(start - item.arrivedAt, item.decodeNanos);
                    batcher.ready(item);
                    return true;
                }
                listener.decoded(start - item.arrivedAt, System.nanoTime() - start);
                refusal = new Answer.Undecodable((DecodeResult.Refused) result);
            }
        } catch (RuntimeException | Error e) {
            failed(item, e);
            return false;
        }
        answered(item, refusal);
        return false;
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

    /** What the workers tell: with an image's outcome its permit is free. */
    private final class Completion implements Worker.Outcomes {
        @Override
        public void answered(Item item, Answer answer) {
            permits.release();
            InferencePipeline.this.answered(item, answer);
        }

        @Override
        public void failed(Item item, Throwable cause) {
            permits.release();
            InferencePipeline.this.failed(item, cause);
        }

        @Override
        public void abandoned(Item item) {
            permits.release();
            unanswered.remove(item);
        }

        @Override
        public void again(Item item) {
            batcher.again(item);
        }

        @Override
        public void batch(int images, int capacity, long waited, long inferring) {
            counters.batches.increment();
            counters.images.add(images);
            counters.places.add(capacity);
            listener.inferred(images, capacity, waited, inferring);
        }

        @Override
        public void bisected() {
            counters.bisections.increment();
        }
    }

    /** Returns what it holds at the moment and what it has done; the numbers are read one after the other. */
    public PipelineSnapshot snapshot() {
        return new PipelineSnapshot(
                queue.size(),
                batcher.size(),
                unanswered.size(),
                permits.availablePermits(),
                counters.answered.sum(),
                counters.failed.sum(),
                counters.batches.sum(),
                counters.images.sum(),
                counters.places.sum(),
                counters.bisections.sum());
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
     * @return whether all threads have ended; if not, the engine is still in use and must not be closed
     */
    public boolean close(Duration timeout) {
        closed = true;
        batcher.close();
        decoding.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean ended = true;
        for (List<Thread> pool : List.of(decoding, inferring)) {
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
