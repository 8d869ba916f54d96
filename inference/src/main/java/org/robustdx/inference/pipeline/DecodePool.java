package org.robustdx.inference.pipeline;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeResult;

/**
 * The decoding threads and a watch that enforces their budget. A thread that exceeds the budget of an image is
 * abandoned: the image is refused, another thread takes over, and the abandoned thread ends as soon as it returns. The
 * pool fails only if too many abandoned threads do not return. Thread-safe.
 */
final class DecodePool {
    /** Receives the results of decoding. */
    interface Outcomes {
        /** The image is decoded. It keeps its permit until it is answered. */
        void ready(Item item, Decoding.End.Ready ready, long queuedNanos, long decodingNanos);

        void answered(Item item, Answer answer, long queuedNanos, long decodingNanos);

        void failed(Item item, Throwable cause);

        void givenUp(Item item);

        /** Decoding has stopped permanently. */
        void lost(PipelineStalledException cause);
    }

    /** Maximum time to fetch content. The content stores have their own limits, far below this one. */
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(10);

    private static final long WATCH_MILLIS = 20;

    private final DecodeBudget budget;
    private final Decoding.Means means;
    private final Semaphore permits;
    private final Outcomes outcomes;
    private final Runnable alsoWatched;
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final Set<Decoder> decoders = ConcurrentHashMap.newKeySet();
    private final AtomicInteger started = new AtomicInteger();
    private final Object abandonedLock = new Object();
    private final Set<Decoder> abandoned = new HashSet<>();
    private long abandonedChangedAt;
    private volatile boolean closed;

    /**
     * Creates a pool.
     *
     * @param permits one for each decoded image that the pipeline can hold; images that do not become
     *     {@linkplain Outcomes#ready ready} return theirs
     * @param alsoWatched an additional check, which the watch runs periodically
     */
    DecodePool(DecodeBudget budget, Decoding.Means means, Semaphore permits, Outcomes outcomes, Runnable alsoWatched) {
        this.budget = budget;
        this.means = means;
        this.permits = permits;
        this.outcomes = outcomes;
        this.alsoWatched = alsoWatched;
    }

    /** Starts the decoding threads and the watch. */
    void start(int threads) {
        for (int i = 0; i < threads; i++) {
            startOne();
        }
        daemon(this::watch, "decode-watch").start();
    }

    void add(Item item) {
        queue.add(item);
    }

    int queued() {
        return queue.size();
    }

    int abandoned() {
        synchronized (abandonedLock) {
            return abandoned.size();
        }
    }

    private void startOne() {
        Decoder decoder = new Decoder();
        decoders.add(decoder);
        decoder.thread.start();
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private final class Decoder implements Runnable {
        final Thread thread = daemon(this, "decode-" + started.getAndIncrement());
        volatile @Nullable Decoding current;
        /** Whether the thread is about to end; guarded by {@code abandonedLock}. */
        boolean over;

        @Override
        public void run() {
            try {
                boolean wanted = true;
                while (wanted && !closed) {
                    Item item = queue.take();
                    awaitRoom();
                    permits.acquire();
                    wanted = decode(item);
                }
            } catch (InterruptedException e) {
                // The pipeline is closing and handles the remaining images itself, or this thread was abandoned.
            } finally {
                ended(this);
            }
        }

        /** Decodes an image. Returns false if this thread was abandoned. */
        private boolean decode(Item item) throws InterruptedException {
            if (item.abandoned()) {
                permits.release();
                outcomes.givenUp(item);
                return true;
            }
            long start = System.nanoTime();
            Decoding decoding = new Decoding(item, means);
            current = decoding;
            Decoding.End end;
            try {
                end = decoding.run();
            } finally {
                current = null;
            }
            if (!decoding.settle()) {
                return false;
            }
            long queuedNanos = start - item.arrivedAt;
            long nanos = System.nanoTime() - start;
            if (end instanceof Decoding.End.Ready ready) {
                outcomes.ready(item, ready, queuedNanos, nanos);
                return true;
            }
            permits.release();
            if (closed) {
                // An interrupted decoder reports a damaged image, which would be wrong.
                outcomes.failed(item, new PipelineClosedException());
            } else if (end instanceof Decoding.End.Answered answered) {
                outcomes.answered(item, answered.answer(), queuedNanos, nanos);
            } else {
                outcomes.failed(item, ((Decoding.End.Failed) end).cause());
            }
            return true;
        }
    }

    /** Waits while there are too many abandoned threads. More images of the same kind would only block more threads. */
    private void awaitRoom() throws InterruptedException {
        synchronized (abandonedLock) {
            while (abandoned.size() >= budget.mostAbandoned() && !closed) {
                abandonedLock.wait();
            }
        }
    }

    private void ended(Decoder decoder) {
        decoders.remove(decoder);
        synchronized (abandonedLock) {
            decoder.over = true;
            if (abandoned.remove(decoder)) {
                abandonedChangedAt = System.nanoTime();
                abandonedLock.notifyAll();
            }
        }
    }

    private void watch() {
        boolean lost = false;
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            decoders.forEach(this::watch);
            alsoWatched.run();
            if (!lost && !closed && tooManyAreAway()) {
                lost = true;
                outcomes.lost(new PipelineStalledException("%d decoding threads have been stuck for %d s"
                        .formatted(budget.mostAbandoned(), budget.patience().toSeconds())));
            }
        }
    }

    private boolean tooManyAreAway() {
        synchronized (abandonedLock) {
            return abandoned.size() >= budget.mostAbandoned()
                    && System.nanoTime() - abandonedChangedAt
                            >= budget.patience().toNanos();
        }
    }

    private void watch(Decoder decoder) {
        Decoding decoding = decoder.current;
        if (decoding == null) {
            return;
        }
        // Reads the phase before the time, because a later phase has a shorter time.
        Decoding.Phase phase = decoding.phase();
        long nanos = decoding.phaseNanos();
        if (phase == Decoding.Phase.FETCHING && nanos > FETCH_LIMIT.toNanos()) {
            if (abandoned(decoder, decoding)) {
                outcomes.failed(
                        decoding.item(),
                        new PipelineStalledException(
                                "no content of an image within %d s".formatted(FETCH_LIMIT.toSeconds())));
            }
        } else if (phase == Decoding.Phase.DECODING) {
            boolean byProcessor =
                    decoding.processorNanos() > budget.processorTime().toNanos();
            if ((byProcessor || nanos > budget.clockTime().toNanos()) && abandoned(decoder, decoding)) {
                String message = byProcessor
                        ? "decoding takes more than %d ms of processor time"
                                .formatted(budget.processorTime().toMillis())
                        : "decoding takes more than %d ms"
                                .formatted(budget.clockTime().toMillis());
                Item item = decoding.item();
                long queuedNanos = Math.max(0, System.nanoTime() - item.arrivedAt - nanos);
                outcomes.answered(
                        item,
                        new Answer.Undecodable(new DecodeResult.Refused(DecodeResult.Reason.TIMEOUT, message)),
                        queuedNanos,
                        nanos);
            }
        }
    }

    /**
     * Abandons a thread, unless it has just finished. Returns whether the thread was abandoned; the caller must then
     * complete the image.
     */
    private boolean abandoned(Decoder decoder, Decoding decoding) {
        if (closed || !decoding.settle()) {
            return false;
        }
        synchronized (abandonedLock) {
            if (!decoder.over) {
                abandoned.add(decoder);
                abandonedChangedAt = System.nanoTime();
            }
        }
        decoders.remove(decoder);
        decoding.abandon();
        startOne();
        permits.release();
        return true;
    }

    /** Stops the pool. Returns the threads that may still process an image. */
    List<Thread> close() {
        closed = true;
        synchronized (abandonedLock) {
            abandonedLock.notifyAll();
        }
        List<Thread> threads = decoders.stream().map(decoder -> decoder.thread).toList();
        threads.forEach(Thread::interrupt);
        return threads;
    }
}
