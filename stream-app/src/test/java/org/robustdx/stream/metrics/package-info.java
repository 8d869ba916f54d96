/** Tests of metrics. */
@NullMarked
package org.robustdx.stream.metrics;

import org.jspecify.annotations.NullMarked;
