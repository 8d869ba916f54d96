package org.robustdx.stream.readahead;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.stream.diagnosis.Outcome;

/** The asynchronous diagnosis of one record, pending or complete. */
public final class Examination {
    private final CompletableFuture<Outcome> outcome;
    private final Supplier<@Nullable ImageEvent> event;
    private final Times times;

    /**
     * Start times of the steps, as values of {@link System#nanoTime()}. Several threads write them, one after the
     * other.
     */
    public static final class Times {
        private final long arrivedAt = System.nanoTime();
        private volatile long begunAt = arrivedAt;
        private volatile long fetchedAt = arrivedAt;
        private volatile boolean answered;
        private volatile long answeredAt;

        Times() {}

        void begun() {
            begunAt = System.nanoTime();
            fetchedAt = begunAt;
        }

        void fetched() {
            fetchedAt = System.nanoTime();
        }

        void answered() {
            answeredAt = System.nanoTime();
            answered = true;
        }

        /** Returns when the record was submitted. */
        public long arrivedAt() {
            return arrivedAt;
        }

        /** Returns when a thread began to read the event. */
        public long begunAt() {
            return begunAt;
        }

        /** Returns when the image bytes were available. */
        public long fetchedAt() {
            return fetchedAt;
        }

        /** Returns when the outcome was available. */
        public long answeredAt() {
            // A waiting thread may see the outcome before this time is recorded. The outcome then came just now.
            return answered ? answeredAt : System.nanoTime();
        }
    }

    Examination(CompletableFuture<Outcome> outcome, Supplier<@Nullable ImageEvent> event, Times times) {
        this.outcome = outcome;
        this.event = event;
        this.times = times;
    }

    /** Returns the times of the steps. They are complete after {@link #await} has returned. */
    public Times times() {
        return times;
    }

    /**
     * Waits for the outcome.
     *
     * @param deadline maximum wait; a safety net, because the pipeline completes or fails every image
     * @throws IllegalStateException if there is no outcome within {@code deadline}, or if the engine or the content
     *     store has failed; this is an outage, not a fault of the image
     */
    public Outcome await(Duration deadline) {
        try {
            return outcome.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no outcome of the image within %d ms".formatted(deadline.toMillis()), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the image cannot be examined now", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Returns the event. It is available once the outcome is a diagnosis. */
    public ImageEvent event() {
        return Objects.requireNonNull(event.get(), "the event has not been read");
    }

    /** Returns the future of the outcome. An outage completes it exceptionally. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    void cancel() {
        outcome.cancel(false);
    }
}
