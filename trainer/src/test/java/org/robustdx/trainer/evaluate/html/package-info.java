@NullMarked
package org.robustdx.trainer.evaluate.html;

import org.jspecify.annotations.NullMarked;
