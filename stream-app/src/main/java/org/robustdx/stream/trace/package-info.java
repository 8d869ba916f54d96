/** Traces over topics: W3C Trace Context in headers, spans to a collector. */
@NullMarked
package org.robustdx.stream.trace;

import org.jspecify.annotations.NullMarked;
