package org.robustdx.stream.http;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.robustdx.inference.model.BatchEngine;

/** Whether the app can do its work now: it has its partitions, and the model answers to a blank image. Thread-safe. */
public final class Readiness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final BooleanSupplier running;
    private final Runnable probe;
    private final ExecutorService prober = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "probe");
        thread.setDaemon(true);
        return thread;
    });
    private boolean answered;
    private long askedAt;
    private boolean asked;

    /**
     * Creates a probe, to be closed before the engine.
     *
     * @param running whether the app has its partitions
     * @param probe has the engine that is in use read something, and throws if it does not
     */
    public Readiness(BooleanSupplier running, Runnable probe) {
        this.running = running;
        this.probe = probe;
    }

    /** Has an engine read a blank image. */
    public static void readBlank(BatchEngine engine) {
        try (BatchEngine.Batch blank = engine.batch(1)) {
            blank.run();
        }
    }

    /** Returns whether the app is ready; the model is asked every few seconds at most. */
    public synchronized boolean isReady() {
        if (!running.getAsBoolean()) {
            return false;
        }
        if (!asked || System.nanoTime() - askedAt > FRESH_NANOS) {
            answered = probe();
            asked = true;
            askedAt = System.nanoTime();
        }
        return answered;
    }

    private boolean probe() {
        Future<?> run = prober.submit(probe);
        try {
            run.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        prober.shutdown();
        try {
            prober.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
