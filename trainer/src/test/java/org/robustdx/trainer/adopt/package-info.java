@NullMarked
package org.robustdx.trainer.adopt;

import org.jspecify.annotations.NullMarked;
