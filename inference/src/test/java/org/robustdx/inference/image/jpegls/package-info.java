@NullMarked
package org.robustdx.inference.image.jpegls;

import org.jspecify.annotations.NullMarked;
