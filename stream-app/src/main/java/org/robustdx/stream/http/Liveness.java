package org.robustdx.stream.http;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Decides whether a supervisor should restart the app: the app was ready before, and then not ready for
 * {@link #PATIENCE} without interruption. Before it is ready for the first time, it may take any time. Thread-safe.
 * Callers never wait for the model.
 */
public final class Liveness implements AutoCloseable {
    /** How long an app that was ready may be not ready. */
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

    /** Creates a watch without a thread; tests call {@link #look}. */
    Liveness(BooleanSupplier readiness, LongSupplier nanos) {
        this.readiness = readiness;
        this.nanos = nanos;
    }

    /**
     * Starts a watch that checks readiness periodically. The caller closes it before the app.
     *
     * @param readiness whether the app can work
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The periodic check throws no exceptions.
    public static Liveness start(BooleanSupplier readiness) {
        // A monotonic clock, because a change of the system time must not restart the app.
        Liveness liveness = new Liveness(readiness, System::nanoTime);
        liveness.looks.scheduleWithFixedDelay(liveness::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return liveness;
    }

    void look() {
        boolean found = readinessNow();
        synchronized (this) {
            // Measured from the first failed check, so that a suspended process does not count the time of its
            // suspension.
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
                // If an exception escaped, the executor would stop the checks, and the last result would remain
                // forever.
                | Error e) {
            return false;
        }
    }

    /** Returns whether the last check found the app ready. */
    public synchronized boolean isUpToWork() {
        return ready;
    }

    /** Returns whether the app may recover without a restart. */
    public synchronized boolean isLive() {
        return ready || !beenReady || nanos.getAsLong() - lostAt < PATIENCE.toNanos();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
