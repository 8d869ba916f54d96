@NullMarked
package org.robustdx.inference.image.bmp;

import org.jspecify.annotations.NullMarked;
