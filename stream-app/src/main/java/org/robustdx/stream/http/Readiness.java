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
    private final BatchEngine.Batch blank;
    private final ExecutorService prober = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "probe");
        thread.setDaemon(true);
        return thread;
    });
    private boolean answered;
    private long askedAt;
    private boolean asked;

    /**
     * Creates a probe of an engine, to be closed before it.
     *
     * @param running whether the app has its partitions
     */
    public Readiness(BooleanSupplier running, BatchEngine engine) {
        this.running = running;
        this.blank = engine.batch(1);
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
        Future<?> run = prober.submit(blank::run);
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
            if (prober.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                blank.close();
            } // Else a run is still at work in the memory of this batch.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
