/**
 * Traces across topics: trace context in record headers (W3C Trace Context), spans exported over OTLP. Start with
 * {@link org.robustdx.stream.trace.Traces}.
 */
@NullMarked
package org.robustdx.stream.trace;

import org.jspecify.annotations.NullMarked;
