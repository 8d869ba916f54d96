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

/**
 * Decides whether the app can work now: Kafka Streams is running, and the model classifies a blank image. Thread-safe.
 */
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
     * Creates a probe. The caller closes it before the engine.
     *
     * @param running whether Kafka Streams is running
     * @param probe runs the model in use; throws if that fails
     */
    public Readiness(BooleanSupplier running, Runnable probe) {
        this.running = running;
        this.probe = probe;
    }

    /** Runs an engine on a blank image. */
    public static void readBlank(BatchEngine engine) {
        try (BatchEngine.Batch blank = engine.batch(1)) {
            blank.run();
        }
    }

    /** Returns whether the app is ready. Runs the model at most once every 5 s and reuses the result in between. */
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
