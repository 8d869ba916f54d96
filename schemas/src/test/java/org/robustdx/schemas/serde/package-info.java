/** Tests of the serdes and of how schemas evolve. */
@NullMarked
package org.robustdx.schemas.serde;

import org.jspecify.annotations.NullMarked;
