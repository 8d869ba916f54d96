package org.robustdx.stream.modelupdate;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.robustdx.stream.modelupdate.ModelRefusal.Reason;

/**
 * Tries models on threads of their own, with a deadline. A thread in the runtime cannot be stopped: one that misses the deadline is abandoned, and
 * what it still makes is disposed of. While too many of them live, nothing more is tried. Thread-safe.
 */
final class Trials {
    /** The longest that a model may take to be loaded, probed, compared and warmed up. */
    static final Duration DEADLINE = Duration.ofMinutes(5);

    private static final int MOST_ABANDONED = 2;

    private final Duration deadline;
    private final AtomicInteger abandoned = new AtomicInteger();

    Trials(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * What came of a trial.
     *
     * @param value what the work gave, or null where there is a refusal
     * @param refusal why there is nothing, or null
     */
    record Result<T>(@Nullable T value, @Nullable ModelRefusal refusal) {
        /** Returns what the work gave, or what stands for the reason why it gave nothing. */
        T orElse(Function<ModelRefusal, ? extends T> refused) {
            return value != null ? value : refused.apply(Objects.requireNonNull(refusal));
        }
    }

    /**
     * Returns what comes of the work within the deadline.
     *
     * @param dispose is given what comes of it later
     * @throws RuntimeException if the work throws it
     * @throws InterruptedException if the thread that waits is interrupted; the work is abandoned too
     */
    <T> Result<T> run(Supplier<T> work, Consumer<T> dispose) throws InterruptedException {
        if (abandoned.get() >= MOST_ABANDONED) {
            return refused(
                    Reason.UNAVAILABLE,
                    "%d models before it missed their deadline and are still busy; restart this instance"
                            .formatted(MOST_ABANDONED));
        }
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> perform(work, dispose, outcome), "model-trial");
        thread.setDaemon(true);
        thread.start();
        try {
            return new Result<>(outcome.get(deadline.toNanos(), TimeUnit.NANOSECONDS), null);
        } catch (ExecutionException e) {
            throw thrown(e);
        } catch (TimeoutException | InterruptedException e) {
            return late(outcome, e);
        }
    }

    private <T> Result<T> late(CompletableFuture<T> outcome, Exception why) throws InterruptedException {
        abandoned.incrementAndGet(); // Before the thread can see that it is abandoned, and take itself off again.
        if (outcome.cancel(false)) {
            if (why instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            return refused(Reason.DEADLINE, "no end after %d s".formatted(deadline.toSeconds()));
        }
        abandoned.decrementAndGet();
        try {
            return new Result<>(outcome.get(), null); // Just in time.
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private <T> void perform(Supplier<T> work, Consumer<T> dispose, CompletableFuture<T> outcome) {
        try {
            T value = work.get();
            if (!outcome.complete(value)) {
                dispose.accept(value);
            }
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
        } finally {
            if (outcome.isCancelled()) {
                abandoned.decrementAndGet();
            }
        }
    }

    private static <T> Result<T> refused(Reason reason, String message) {
        return new Result<>(null, new ModelRefusal(reason, message));
    }

    private static RuntimeException thrown(ExecutionException e) {
        Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
}
