/** How fast training is: steps taken apart, and beside PyTorch. */
@NullMarked
package org.robustdx.trainer.bench;

import org.jspecify.annotations.NullMarked;
