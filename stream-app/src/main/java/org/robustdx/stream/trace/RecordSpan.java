package org.robustdx.stream.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.robustdx.stream.dlq.DeadLetter.Position;
import org.robustdx.stream.dlq.Reason;

/**
 * The span of one record, from its arrival until the producer has its outcomes, with child spans for its stages. Not
 * thread-safe.
 */
public final class RecordSpan implements AutoCloseable {
    static final RecordSpan NONE = new RecordSpan(null, Span.getInvalid(), Context.root(), 0);

    private static final AttributeKey<String> VERDICT = AttributeKey.stringKey("robustdx.verdict");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("robustdx.model");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("robustdx.reason");
    private static final AttributeKey<String> STAGE = AttributeKey.stringKey("robustdx.stage");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final @Nullable Tracer tracer;
    private final Span span;
    private final Context context;
    /** Nanoseconds to add to {@link System#nanoTime()} to get nanoseconds since 1970. */
    private final long epoch;

    private RecordSpan(@Nullable Tracer tracer, Span span, Context context, long epoch) {
        this.tracer = tracer;
        this.span = span;
        this.context = context;
        this.epoch = epoch;
    }

    static RecordSpan start(Tracer tracer, Context parent, Position position, long arrivedAt) {
        Instant now = Instant.now();
        long epoch = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
        Span span = tracer.spanBuilder("process " + position.topic())
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(parent)
                .setStartTimestamp(epoch + arrivedAt, TimeUnit.NANOSECONDS)
                .setAttribute(Traces.SYSTEM, "kafka")
                .setAttribute(Traces.OPERATION, "process")
                .setAttribute(Traces.DESTINATION, position.topic())
                .setAttribute(Traces.PARTITION, Integer.toString(position.partition()))
                .setAttribute(Traces.OFFSET, position.offset())
                .startSpan();
        return new RecordSpan(tracer, span, parent.with(span), epoch);
    }

    /** Returns a copy of the headers in which this span's context replaces the sender's. */
    public Headers headers(Headers original) {
        return tracer == null ? original : TraceHeaders.with(context, original);
    }

    /**
     * Adds a child span for a stage that has ended.
     *
     * @param name name of the stage
     * @param from start, as a value of {@link System#nanoTime()}
     * @param to end, as a value of {@link System#nanoTime()}
     */
    public void stage(String name, long from, long to) {
        if (tracer != null && span.isRecording()) {
            tracer.spanBuilder(name)
                    .setParent(context)
                    .setStartTimestamp(epoch + from, TimeUnit.NANOSECONDS)
                    .startSpan()
                    .end(epoch + Math.max(from, to), TimeUnit.NANOSECONDS);
        }
    }

    /** Sets the verdict and the model. */
    public void diagnosed(String verdict, String model) {
        span.setAttribute(VERDICT, verdict).setAttribute(MODEL, model);
    }

    /** Marks the span as failed for this reason. */
    public void refused(Reason reason) {
        span.setAttribute(REASON, reason.name())
                .setAttribute(STAGE, reason.stage().name())
                .setStatus(StatusCode.ERROR, reason.name());
    }

    /**
     * Marks the span as failed by an outage. Only the exception's class is exported, because its message may contain
     * anything.
     */
    public void failed(Throwable cause) {
        span.setAttribute(ERROR, cause.getClass().getName()).setStatus(StatusCode.ERROR);
    }

    /** Ends the span. */
    @Override
    public void close() {
        if (tracer != null) {
            span.end(epoch + System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }
}
