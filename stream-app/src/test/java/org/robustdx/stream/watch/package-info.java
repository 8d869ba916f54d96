/** Tests of what is shown. */
@NullMarked
package org.robustdx.stream.watch;

import org.jspecify.annotations.NullMarked;
