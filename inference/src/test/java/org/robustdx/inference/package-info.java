@NullMarked
package org.robustdx.inference;

import org.jspecify.annotations.NullMarked;
