package org.robustdx.stream.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes a slow answer on a single thread. All requests that arrive during a computation share its result, so any
 * number of requests keeps only this thread busy. Thread-safe.
 */
final class SharedAnswer implements AutoCloseable {
    private final Supplier<Reply> answer;
    private final ExecutorService thread;
    private @Nullable CompletableFuture<Reply> current;

    SharedAnswer(String name, Supplier<Reply> answer) {
        this.answer = answer;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns the answer of the current computation, or starts one. A failed computation gives status 500. */
    synchronized CompletableFuture<Reply> ask() {
        CompletableFuture<Reply> shared = current;
        if (shared == null || shared.isDone()) {
            shared = CompletableFuture.supplyAsync(answer, thread)
                    .exceptionally(e ->
                            Reply.text(500, "failed: " + cause(e).getClass().getSimpleName()));
            current = shared;
        }
        return shared;
    }

    private static Throwable cause(Throwable e) {
        return e.getCause() == null ? e : e.getCause();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
