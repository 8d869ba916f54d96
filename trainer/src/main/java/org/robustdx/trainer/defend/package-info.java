/** Defences: what a training step does so that the model withstands attacks. */
@NullMarked
package org.robustdx.trainer.defend;

import org.jspecify.annotations.NullMarked;
