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

/** The span of one record, from its arrival to its outcomes with the producer, and those of its stages. Of one thread. */
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
    /** What is to be added to {@link System#nanoTime()} to have nanoseconds since 1970. */
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

    /** Returns headers whose context is this span's in place of the sender's. */
    public Headers headers(Headers original) {
        return tracer == null ? original : TraceHeaders.with(context, original);
    }

    /** Adds a stage that is over; both times are {@link System#nanoTime()}'s. */
    public void stage(String name, long from, long to) {
        if (tracer != null && span.isRecording()) {
            tracer.spanBuilder(name)
                    .setParent(context)
                    .setStartTimestamp(epoch + from, TimeUnit.NANOSECONDS)
                    .startSpan()
                    .end(epoch + Math.max(from, to), TimeUnit.NANOSECONDS);
        }
    }

    /** Tells what came of the record. */
    public void diagnosed(String verdict, String model) {
        span.setAttribute(VERDICT, verdict).setAttribute(MODEL, model);
    }

    /** Tells why nothing came of the record. */
    public void refused(Reason reason) {
        span.setAttribute(REASON, reason.name())
                .setAttribute(STAGE, reason.stage().name())
                .setStatus(StatusCode.ERROR, reason.name());
    }

    /** Tells of an outage; its message may hold anything and stays here. */
    public void failed(Throwable cause) {
        span.setAttribute(ERROR, cause.getClass().getName()).setStatus(StatusCode.ERROR);
    }

    /** Ends the span now. */
    @Override
    public void close() {
        if (tracer != null) {
            span.end(epoch + System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }
}
