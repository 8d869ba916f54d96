package org.robustdx.stream.http;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether a new start is all that is left: the app has been ready, and has not been for minutes without a break. Until it is ready for
 * the first time it may take as long as it takes. Thread-safe; nobody who asks waits for the model.
 */
public final class Liveness implements AutoCloseable {
    /** How long an app that has been ready may be not ready. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final BooleanSupplier readiness;
    private final LongSupplier nanos;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "liveness");
        thread.setDaemon(true);
        return thread;
    });
    private boolean ready;
    private boolean beenReady;
    private long lostAt;

    /** Looks only when told to. */
    Liveness(BooleanSupplier readiness, LongSupplier nanos) {
        this.readiness = readiness;
        this.nanos = nanos;
    }

    /**
     * Returns a watch that looks from now on, to be closed before what it looks at.
     *
     * @param readiness whether the app can do its work
     */
    @SuppressWarnings("FutureReturnValueIgnored") // Looks do not throw.
    public static Liveness start(BooleanSupplier readiness) {
        // Not the time of day: that may be set, and an app must not die of it.
        Liveness liveness = new Liveness(readiness, System::nanoTime);
        liveness.looks.scheduleWithFixedDelay(liveness::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return liveness;
    }

    void look() {
        boolean found = readinessNow();
        synchronized (this) {
            // From the first look that failed: a process that was halted before it has not failed meanwhile.
            if (ready && !found) {
                lostAt = nanos.getAsLong();
            }
            ready = found;
            beenReady |= found;
        }
    }

    private boolean readinessNow() {
        try {
            return readiness.getAsBoolean();
        } catch (RuntimeException
                | Error e) { // Thrown on, it would end all looks, and the last answer would stand for ever.
            return false;
        }
    }

    /** Returns whether the last look found the app ready. */
    public synchronized boolean isUpToWork() {
        return ready;
    }

    /** Returns whether the app is worth waiting for. */
    public synchronized boolean isLive() {
        return ready || !beenReady || nanos.getAsLong() - lostAt < PATIENCE.toNanos();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
