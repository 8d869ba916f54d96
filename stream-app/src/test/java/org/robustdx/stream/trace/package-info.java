@NullMarked
package org.robustdx.stream.trace;

import org.jspecify.annotations.NullMarked;
