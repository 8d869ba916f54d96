@NullMarked
package org.robustdx.inference.image.exif;

import org.jspecify.annotations.NullMarked;
