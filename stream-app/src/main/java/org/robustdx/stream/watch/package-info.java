/** Diagnoses, alerts and dead letters as people and scripts read them. */
@NullMarked
package org.robustdx.stream.watch;

import org.jspecify.annotations.NullMarked;
