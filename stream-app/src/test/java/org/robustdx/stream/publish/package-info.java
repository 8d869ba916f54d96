@NullMarked
package org.robustdx.stream.publish;

import org.jspecify.annotations.NullMarked;
