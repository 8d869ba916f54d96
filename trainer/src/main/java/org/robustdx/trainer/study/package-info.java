/** Studies: many models, trained and judged alike, side by side in tables. */
@NullMarked
package org.robustdx.trainer.study;

import org.jspecify.annotations.NullMarked;
