package org.robustdx.stream.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes trace context in record headers: {@code traceparent} and {@code tracestate}, in the form that W3C
 * Trace Context (level 1, sections 3.2 and 3.3) defines for HTTP. Invalid headers count as missing.
 */
public final class TraceHeaders {
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    /**
     * Maximum length of a header value. Later versions may extend the traceparent, and a tracestate may exceed the 512
     * characters that all implementations must support.
     */
    private static final int LONGEST = 1024;

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceHeaders() {}

    /** Returns the context in the headers, or the root context if there is none. */
    public static Context read(Headers headers) {
        return W3C.extract(Context.root(), headers, Kafka.INSTANCE);
    }

    /**
     * Returns the context in environment variables ({@code TRACEPARENT}, {@code TRACESTATE}), or the root context if
     * there is none.
     */
    public static Context read(Map<String, String> environment) {
        Headers headers = new RecordHeaders();
        for (String name : List.of(PARENT, STATE)) {
            String value = environment.get(name.toUpperCase(Locale.ROOT));
            if (value != null) {
                Kafka.INSTANCE.set(headers, name, value);
            }
        }
        return read(headers);
    }

    /** Adds a context to headers that have none. The root context adds nothing. */
    public static void write(Context context, Headers headers) {
        W3C.inject(context, headers, Kafka.INSTANCE);
    }

    /** Returns a copy of the headers in which {@code context} replaces theirs. */
    static Headers with(Context context, Headers original) {
        Headers headers = new RecordHeaders();
        for (Header header : original) {
            if (!header.key().equals(PARENT) && !header.key().equals(STATE)) {
                headers.add(header);
            }
        }
        write(context, headers);
        return headers;
    }

    /** Returns the {@code traceparent} of the headers, or an empty text if it is missing or invalid. */
    public static String parent(Headers headers) {
        return Span.fromContext(read(headers)).getSpanContext().isValid()
                ? Objects.requireNonNullElse(Kafka.INSTANCE.get(headers, PARENT), "")
                : "";
    }

    /** Returns the span that a {@code traceparent} names, or an invalid one. */
    static SpanContext span(String parent) {
        Headers headers = new RecordHeaders();
        Kafka.INSTANCE.set(headers, PARENT, parent);
        return Span.fromContext(read(headers)).getSpanContext();
    }

    private enum Kafka implements TextMapGetter<Headers>, TextMapSetter<Headers> {
        INSTANCE;

        @Override
        @SuppressWarnings("deprecation") // Deprecated, but still abstract.
        public Iterable<String> keys(Headers headers) {
            return List.of(PARENT, STATE);
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            Header header = headers == null ? null : headers.lastHeader(name);
            return header == null || header.value() == null || header.value().length > LONGEST
                    ? null
                    : new String(header.value(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void set(@Nullable Headers headers, String name, String value) {
            Objects.requireNonNull(headers).add(name, value.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
