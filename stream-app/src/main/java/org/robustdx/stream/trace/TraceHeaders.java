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
 * Trace context in headers of records, as W3C Trace Context (level 1, sections 3.2 and 3.3) writes it in those of HTTP: {@code traceparent} and
 * {@code tracestate}. What breaks its rules counts as not there.
 */
public final class TraceHeaders {
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";
    /** A later version of the specification may append to a traceparent, and a tracestate may be longer than the 512 that all must carry. */
    private static final int LONGEST = 1024;

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceHeaders() {}

    /** Returns the context in these headers, or the root where there is none. */
    public static Context read(Headers headers) {
        return W3C.extract(Context.root(), headers, Kafka.INSTANCE);
    }

    /** Returns the context in the environment of a process that is part of a trace ({@code TRACEPARENT}, {@code TRACESTATE}), or the root. */
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

    /** Adds this context to headers that have none; the root adds nothing. */
    public static void write(Context context, Headers headers) {
        W3C.inject(context, headers, Kafka.INSTANCE);
    }

    /** Returns these headers with this context in place of theirs. */
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

    /** Returns the {@code traceparent} of these headers, or an empty text. */
    public static String parent(Headers headers) {
        return Span.fromContext(read(headers)).getSpanContext().isValid()
                ? Objects.requireNonNullElse(Kafka.INSTANCE.get(headers, PARENT), "")
                : "";
    }

    /** Returns the span that a {@code traceparent} names; invalid where it names none. */
    static SpanContext span(String parent) {
        Headers headers = new RecordHeaders();
        Kafka.INSTANCE.set(headers, PARENT, parent);
        return Span.fromContext(read(headers)).getSpanContext();
    }

    private enum Kafka implements TextMapGetter<Headers>, TextMapSetter<Headers> {
        INSTANCE;

        @Override
        @SuppressWarnings("deprecation") // Still abstract.
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
