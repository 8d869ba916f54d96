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
 * Runs trials of models on separate threads, with a deadline. A thread inside ONNX Runtime cannot be stopped. A trial
 * that misses the deadline is therefore abandoned, and its late result is disposed of. While too many abandoned threads
 * are alive, new trials are refused. Thread-safe.
 */
final class Trials {
    /** Maximum time to load, probe, compare and warm up a model. */
    static final Duration DEADLINE = Duration.ofMinutes(5);

    private static final int MOST_ABANDONED = 2;

    private final Duration deadline;
    private final AtomicInteger abandoned = new AtomicInteger();

    Trials(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * The result of a trial.
     *
     * @param value result of the work, or null if the trial was refused
     * @param refusal why there is no value, or null
     */
    record Result<T>(@Nullable T value, @Nullable ModelRefusal refusal) {
        /** Returns the result of the work, or {@code refused} applied to the refusal. */
        T orElse(Function<ModelRefusal, ? extends T> refused) {
            return value != null ? value : refused.apply(Objects.requireNonNull(refusal));
        }
    }

    /**
     * Runs the work and waits for its result until the deadline.
     *
     * @param dispose receives a result that comes after the deadline
     * @throws RuntimeException if the work throws it
     * @throws InterruptedException if the waiting thread is interrupted; the work is abandoned
     */
    <T> Result<T> run(Supplier<T> work, Consumer<T> dispose) throws InterruptedException {
        if (abandoned.get() >= MOST_ABANDONED) {
            return refused(
                    Reason.UNAVAILABLE,
                    "%d earlier models missed their deadline and are still busy; restart this instance"
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
        // Counted before the cancellation, because the cancelled thread decrements the count.
        abandoned.incrementAndGet();
        if (outcome.cancel(false)) {
            if (why instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            return refused(Reason.DEADLINE, "not finished after %d s".formatted(deadline.toSeconds()));
        }
        abandoned.decrementAndGet();
        try {
            return new Result<>(outcome.get(), null); // The work finished before it was cancelled.
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
