/** Layers and parameters on SameDiff: the bricks that models are built of. */
@NullMarked
package org.robustdx.trainer.nn;

import org.jspecify.annotations.NullMarked;
