@NullMarked
package org.robustdx.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
