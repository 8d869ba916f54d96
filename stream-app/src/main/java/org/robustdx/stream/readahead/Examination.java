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

/** One record's examination, under way or done. */
public final class Examination {
    private final CompletableFuture<Outcome> outcome;
    private final Supplier<@Nullable ImageEvent> event;
    private final Times times;

    /** When its steps were, in the time of {@link System#nanoTime()}; written by several threads, one after the other. */
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

        /** Returns when it was submitted. */
        public long arrivedAt() {
            return arrivedAt;
        }

        /** Returns when a thread took it up. */
        public long begunAt() {
            return begunAt;
        }

        /** Returns when its content was there. */
        public long fetchedAt() {
            return fetchedAt;
        }

        /** Returns when it had its outcome. */
        public long answeredAt() {
            // Who waits for an outcome can be told before this is; then it was just now.
            return answered ? answeredAt : System.nanoTime();
        }
    }

    Examination(CompletableFuture<Outcome> outcome, Supplier<@Nullable ImageEvent> event, Times times) {
        this.outcome = outcome;
        this.event = event;
        this.times = times;
    }

    /** Returns when its steps were; complete once the outcome has been awaited. */
    public Times times() {
        return times;
    }

    /**
     * Waits for the outcome.
     *
     * @param deadline a last resort: the pipeline answers everything in the end, or fails
     * @throws IllegalStateException if it does not come in this time, or if the engine or the content's place is lost: an outage, with
     *     which the image has nothing to do
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

    /** Returns the event; it is there once the outcome is a diagnosis. */
    public ImageEvent event() {
        return Objects.requireNonNull(event.get(), "the event has not been read");
    }

    /** Returns what completes with the outcome, or with the failure in its place. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    void cancel() {
        outcome.cancel(false);
    }
}
