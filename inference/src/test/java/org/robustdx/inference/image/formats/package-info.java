@NullMarked
package org.robustdx.inference.image.formats;

import org.jspecify.annotations.NullMarked;
