/** Tests of what is concluded from many images. */
@NullMarked
package org.robustdx.stream.campaign;

import org.jspecify.annotations.NullMarked;
