@NullMarked
package org.robustdx.trainer.evaluate.sets;

import org.jspecify.annotations.NullMarked;
