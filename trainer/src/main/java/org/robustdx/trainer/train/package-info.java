/** The training loop: method, noise copies, loss, optimizer, schedule, checkpoint. */
@NullMarked
package org.robustdx.trainer.train;

import org.jspecify.annotations.NullMarked;
