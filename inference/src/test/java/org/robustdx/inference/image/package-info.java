@NullMarked
package org.robustdx.inference.image;

import org.jspecify.annotations.NullMarked;
