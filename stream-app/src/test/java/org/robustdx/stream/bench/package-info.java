@NullMarked
package org.robustdx.stream.bench;

import org.jspecify.annotations.NullMarked;
