@NullMarked
package org.robustdx.trainer;

import org.jspecify.annotations.NullMarked;
