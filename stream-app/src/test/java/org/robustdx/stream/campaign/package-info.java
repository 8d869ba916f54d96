/** Tests of conclusions from many images. */
@NullMarked
package org.robustdx.stream.campaign;

import org.jspecify.annotations.NullMarked;
