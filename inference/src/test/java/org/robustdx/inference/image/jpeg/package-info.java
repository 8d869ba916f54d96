@NullMarked
package org.robustdx.inference.image.jpeg;

import org.jspecify.annotations.NullMarked;
