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
import org.robustdx.kafka.cli.OtelLog;
import org.robustdx.stream.config.TraceSettings;
import org.robustdx.stream.dlq.DeadLetter.Position;

/**
 * Creates the spans of images on their way through the topics. Names and attributes of spans contain topics, positions,
 * reasons and models, but no data of an image. Traces never block: if the collector is unavailable, spans are lost.
 * Thread-safe.
 */
public final class Traces implements AutoCloseable {
    /** Disabled traces: no spans, and headers pass unchanged. */
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

    /** Returns traces that use an SDK. {@link #close} shuts it down. */
    public static Traces of(OpenTelemetrySdk sdk) {
        return new Traces(sdk, true, () -> sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS));
    }

    /**
     * Returns traces that a background thread exports to a collector, in batches.
     *
     * @param lost receives the number of spans that the collector did not accept
     * @throws UserException if a setting is invalid
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
        // Holds two seconds of spans: four spans per image at 1,000 images/s.
        properties.put("otel.bsp.max.queue.size", "8192");
        properties.put("otel.bsp.schedule.delay", "1000");
        properties.putAll(settings.properties());
        return properties;
    }

    /** Baggage is not propagated, because it may contain patient data. */
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

    /** Returns whether traces are enabled. */
    public boolean on() {
        return on;
    }

    /**
     * Starts the span of an image that is sent to a topic. The caller ends the span.
     *
     * @param parent parent of the span; the root context starts a new trace
     * @param headers receive the span's context; if traces are disabled, the parent's
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
     * Starts the span of a record that is examined.
     *
     * @param headers the record's headers, whose trace continues
     * @param position where the record was read
     * @param arrivedAt start of the examination, as a value of {@link System#nanoTime()}
     */
    public RecordSpan examined(Headers headers, Position position, long arrivedAt) {
        if (!on) {
            return RecordSpan.NONE;
        }
        Context parent = TraceHeaders.read(headers);
        return RecordSpan.start(tracer, parent, position, arrivedAt);
    }

    /**
     * Creates the span of an alert about several images.
     *
     * @param topic topic of the alert
     * @param kind kind of the alert
     * @param images {@code traceparent} of some of the images, to which the span links
     * @param headers receive the span's context
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

    /** Exports the remaining spans, for at most 3 s. */
    @Override
    public void close() {
        closing.run();
    }
}
