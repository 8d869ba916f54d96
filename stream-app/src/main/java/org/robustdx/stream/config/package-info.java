/** Settings of the app: one immutable value, where it came from, and what Kafka makes of it. */
@NullMarked
package org.robustdx.stream.config;

import org.jspecify.annotations.NullMarked;
