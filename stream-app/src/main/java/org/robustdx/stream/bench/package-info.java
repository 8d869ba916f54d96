/** Measures the app against its ceiling and against an app without batches, in one process. */
@NullMarked
package org.robustdx.stream.bench;

import org.jspecify.annotations.NullMarked;
