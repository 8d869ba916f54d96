@NullMarked
package org.robustdx.stream.content;

import org.jspecify.annotations.NullMarked;
