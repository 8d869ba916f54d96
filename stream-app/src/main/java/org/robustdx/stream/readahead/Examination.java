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

    Examination(CompletableFuture<Outcome> outcome, Supplier<@Nullable ImageEvent> event) {
        this.outcome = outcome;
        this.event = event;
    }

    /**
     * Waits for the outcome.
     *
     * @throws IllegalStateException if it does not come in this time, or if the engine or the content's place is lost: an outage, with
     *     which the image has nothing to do
     */
    public Outcome await(Duration deadline) {
        try {
            return outcome.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer from the engine within %d ms".formatted(deadline.toMillis()), e);
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

    void cancel() {
        outcome.cancel(false);
    }
}
