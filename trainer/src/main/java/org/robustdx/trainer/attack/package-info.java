/** Attacks on a model in the space of its {@code pixels} tensor, behind one interface. */
@NullMarked
package org.robustdx.trainer.attack;

import org.jspecify.annotations.NullMarked;
