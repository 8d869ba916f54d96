/** Tests of the app from its outside, and what several tests share. */
@NullMarked
package org.robustdx.stream;

import org.jspecify.annotations.NullMarked;
