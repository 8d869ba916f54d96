package org.robustdx.stream.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts spans that could not be exported and logs the number, at most once a minute, so that an unavailable collector
 * is noticed but does not fill the log.
 */
final class CountedExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(CountedExporter.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final SpanExporter exporter;
    private final LongConsumer lost;
    private final AtomicLong lostSoFar = new AtomicLong();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    CountedExporter(SpanExporter exporter, LongConsumer lost) {
        this.exporter = exporter;
        this.lost = lost;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (!result.isSuccess()) {
                lost(count);
            }
        });
        return result;
    }

    private void lost(int count) {
        lost.accept(count);
        long sum = lostSoFar.addAndGet(count);
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (now - before >= QUIET_NANOS && loggedAt.compareAndSet(before, now)) {
            LOG.warn("traces: the collector does not accept spans; {} lost so far", sum);
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
