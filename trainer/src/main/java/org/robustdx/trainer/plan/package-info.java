/** Runs a graph of SameDiff again and again, fast: planned once for a batch size, in memory that is allocated once. */
@NullMarked
package org.robustdx.trainer.plan;

import org.jspecify.annotations.NullMarked;
