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
 * The decoding threads, and the watch over them. A thread that takes too long for an image is abandoned: the image is refused, another thread takes its
 * place, and when it comes back at last, it ends. Only where too many stay away is everything lost. Thread-safe.
 */
final class DecodePool {
    /** Told what becomes of images. */
    interface Outcomes {
        /** Keeps its permit until it has its answer. */
        void ready(Item item, Decoding.End.Ready ready, long queuedNanos, long decodingNanos);

        void answered(Item item, Answer answer, long queuedNanos, long decodingNanos);

        void failed(Item item, Throwable cause);

        void givenUp(Item item);

        /** Nothing is decoded any more. */
        void lost(PipelineStalledException cause);
    }

    /** Whoever fetches has limits of their own, far below this. */
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
     * @param permits one for each decoded image that there is room for; what is not {@linkplain Outcomes#ready ready} gives its own back
     * @param alsoWatched run now and then by the watch
     */
    DecodePool(DecodeBudget budget, Decoding.Means means, Semaphore permits, Outcomes outcomes, Runnable alsoWatched) {
        this.budget = budget;
        this.means = means;
        this.permits = permits;
        this.outcomes = outcomes;
        this.alsoWatched = alsoWatched;
    }

    /** Starts so many threads, and the watch. */
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
        /** Whether the thread is at its end; under the lock of what is abandoned. */
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
                // The pipeline is closing, which looks after the images itself; or this thread is not wanted any more.
            } finally {
                ended(this);
            }
        }

        /** Returns whether this thread is still wanted. */
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
                // Interrupted, a decoder says that the image is damaged.
                outcomes.failed(item, new PipelineClosedException());
            } else if (end instanceof Decoding.End.Answered answered) {
                outcomes.answered(item, answered.answer(), queuedNanos, nanos);
            } else {
                outcomes.failed(item, ((Decoding.End.Failed) end).cause());
            }
            return true;
        }
    }

    /** With too many away, those that are there wait: more images of that kind would only keep more threads. */
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
                outcomes.lost(new PipelineStalledException("%d decoding threads have not come back for %d s"
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
        Decoding.Phase phase = decoding.phase(); // First: the time of a later phase is shorter.
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

    /** Gives a thread up, unless it has just finished, and returns whether it did: the image is the caller's then. */
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

    /** Stops taking images, and returns the threads that may still be at one that is wanted. */
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
