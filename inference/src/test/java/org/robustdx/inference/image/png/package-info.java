@NullMarked
package org.robustdx.inference.image.png;

import org.jspecify.annotations.NullMarked;
