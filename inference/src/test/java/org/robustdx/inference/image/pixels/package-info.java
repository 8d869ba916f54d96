@NullMarked
package org.robustdx.inference.image.pixels;

import org.jspecify.annotations.NullMarked;
