package org.robustdx.kafka.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards OpenTelemetry's warnings from the JDK's logging to the program's log, at most one line a minute. Messages of its
 * exporters are excluded, because the app counts what they lose.
 */
public final class OtelLog extends Handler {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(OtelLog.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    /** Strong references, because the JDK discards loggers that nobody references, together with their settings. */
    private static final Logger ALL = Logger.getLogger("io.opentelemetry");

    private static final Logger EXPORTERS = Logger.getLogger("io.opentelemetry.exporter");

    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    private OtelLog() {}

    /** Replaces the JDK's handlers. Further calls have no effect. */
    public static synchronized void takeOver() {
        EXPORTERS.setLevel(Level.OFF);
        if (ALL.getUseParentHandlers()) {
            ALL.setUseParentHandlers(false);
            ALL.addHandler(new OtelLog());
        }
    }

    @Override
    public void publish(LogRecord message) {
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (message.getLevel().intValue() >= Level.WARNING.intValue()
                && now - before >= QUIET_NANOS
                && loggedAt.compareAndSet(before, now)) {
            LOG.warn("traces: {}", message.getMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
