package org.robustdx.stream.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.kafka.common.header.Headers;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.config.TraceSettings;
import org.robustdx.stream.dlq.DeadLetter.Position;

/**
 * Makes the spans of images on their way over the topics. Names and attributes of spans hold topics, positions, reasons and models; never anything
 * that came with an image but its trace. Nothing here waits for the collector or fails for lack of it. Thread-safe.
 */
public final class Traces implements AutoCloseable {
    /** No spans: headers pass as they came. */
    public static final Traces OFF = new Traces(OpenTelemetry.noop(), false, () -> {});

    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

    private static final AttributeKey<String> KIND = AttributeKey.stringKey("robustdx.kind");
    private static final long CLOSE_SECONDS = 3;

    private final Tracer tracer;
    private final boolean on;
    private final Runnable closing;

    private Traces(OpenTelemetry telemetry, boolean on, Runnable closing) {
        this.tracer = telemetry.getTracer("org.robustdx.stream");
        this.on = on;
        this.closing = closing;
    }

    /** Returns traces that this SDK takes, which is closed with them. */
    public static Traces of(OpenTelemetrySdk sdk) {
        return new Traces(sdk, true, () -> sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS));
    }

    /**
     * Returns traces that go to a collector, in batches, by a thread of their own.
     *
     * @param lost is told how many spans the collector did not take
     * @throws UserException if a setting is not usable
     */
    public static Traces exporting(TraceSettings settings, LongConsumer lost) {
        OtelLog.takeOver();
        try {
            return of(AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> defaults(settings))
                    .addPropertiesCustomizer(config -> fixed(settings))
                    .addSpanExporterCustomizer((exporter, config) -> new CountedExporter(exporter, lost))
                    .build()
                    .getOpenTelemetrySdk());
        } catch (ConfigurationException e) {
            throw UserException.badInput("traces: " + e.getMessage());
        }
    }

    private static Map<String, String> defaults(TraceSettings settings) {
        Map<String, String> properties = new HashMap<>();
        properties.put("otel.service.name", "robustdx");
        // Two seconds of four spans for each of a thousand images a second.
        properties.put("otel.bsp.max.queue.size", "8192");
        properties.put("otel.bsp.schedule.delay", "1000");
        properties.putAll(settings.properties());
        return properties;
    }

    /** Baggage is not passed on: it may say anything of a patient. */
    private static Map<String, String> fixed(TraceSettings settings) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "otel.traces.exporter", "otlp",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.propagators", "tracecontext",
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.exporter.otlp.traces.protocol", "http/protobuf"));
        settings.endpoint().ifPresent(url -> {
            String base = url.toString();
            properties.put(
                    "otel.exporter.otlp.traces.endpoint",
                    base.endsWith("/v1/traces") ? base : base.replaceFirst("/*$", "") + "/v1/traces");
        });
        return properties;
    }

    /** Returns whether spans are made. */
    public boolean on() {
        return on;
    }

    /**
     * Returns the span of an image that is sent to a topic, begun now; whoever sends it ends it.
     *
     * @param parent what it is part of, or the root for a trace of its own
     * @param headers gets the span's context; where no spans are made, the parent's
     */
    public Span sending(String topic, Context parent, Headers headers) {
        Span span = tracer.spanBuilder("send " + topic)
                .setSpanKind(SpanKind.PRODUCER)
                .setParent(parent)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION, "send")
                .setAttribute(DESTINATION, topic)
                .startSpan();
        TraceHeaders.write(parent.with(span), headers);
        return span;
    }

    /**
     * Returns the span of a record that is examined.
     *
     * @param headers the record's; their trace goes on
     * @param position where it was read
     * @param arrivedAt when its examination began, in the time of {@link System#nanoTime()}
     */
    public RecordSpan examined(Headers headers, Position position, long arrivedAt) {
        if (!on) {
            return RecordSpan.NONE;
        }
        Context parent = TraceHeaders.read(headers);
        return RecordSpan.start(tracer, parent, position, arrivedAt);
    }

    /**
     * Makes the span of an alert on many images.
     *
     * @param topic where it goes
     * @param kind what is wrong
     * @param images {@code traceparent} of some of the images, to which the span has links
     * @param headers gets the span's context
     */
    public void alerted(String topic, String kind, List<String> images, Headers headers) {
        if (!on) {
            return;
        }
        SpanBuilder alert = tracer.spanBuilder("send " + topic)
                .setSpanKind(SpanKind.PRODUCER)
                .setNoParent()
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION, "send")
                .setAttribute(DESTINATION, topic)
                .setAttribute(KIND, kind);
        for (String image : images) {
            SpanContext linked = TraceHeaders.span(image);
            if (linked.isValid()) {
                alert.addLink(linked);
            }
        }
        Span span = alert.startSpan();
        TraceHeaders.write(Context.root().with(span), headers);
        span.end();
    }

    /** Sends what is left, for three seconds at most. */
    @Override
    public void close() {
        closing.run();
    }
}
