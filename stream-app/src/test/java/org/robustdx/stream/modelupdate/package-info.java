@NullMarked
package org.robustdx.stream.modelupdate;

import org.jspecify.annotations.NullMarked;
