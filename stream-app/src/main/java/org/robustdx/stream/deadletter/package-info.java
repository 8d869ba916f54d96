/** What cannot be diagnosed, why, and how it is kept. */
@NullMarked
package org.robustdx.stream.deadletter;

import org.jspecify.annotations.NullMarked;
