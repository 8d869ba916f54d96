package org.robustdx.stream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.robustdx.stream.trace.Traces;

/** Spans, kept in memory as they end. */
public final class Spans {
    private final InMemorySpanExporter kept = InMemorySpanExporter.create();
    private final Traces traces = Traces.of(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(kept))
                    .build())
            .build());

    /** Returns the traces whose spans these are. */
    public Traces traces() {
        return traces;
    }

    /** Returns the spans of this name, in the order in which they ended. */
    public List<SpanData> named(String name) {
        return all().stream().filter(span -> span.getName().equals(name)).toList();
    }

    /** Returns all spans that have ended. */
    public List<SpanData> all() {
        return kept.getFinishedSpanItems();
    }

    /** Returns the {@code traceparent} that names a span. */
    public static String traceparent(SpanData span) {
        return "00-%s-%s-%s"
                .formatted(
                        span.getTraceId(),
                        span.getSpanId(),
                        span.getSpanContext().getTraceFlags().asHex());
    }

    /** Returns a text attribute of a span. */
    public static String attribute(SpanData span, String name) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
    }
}
