@NullMarked
package org.robustdx.inference.image.tiff;

import org.jspecify.annotations.NullMarked;
