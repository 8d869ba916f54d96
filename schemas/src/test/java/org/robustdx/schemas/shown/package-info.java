/** Tests of what is shown. */
@NullMarked
package org.robustdx.schemas.shown;

import org.jspecify.annotations.NullMarked;
