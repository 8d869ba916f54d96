/** What the app tells of itself in numbers. */
@NullMarked
package org.robustdx.stream.metrics;

import org.jspecify.annotations.NullMarked;
