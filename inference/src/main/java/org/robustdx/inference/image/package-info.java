/** Images from bytes: decoders by content, within limits, and the one resampling used in training and serving. */
@NullMarked
package org.robustdx.inference.image;

import org.jspecify.annotations.NullMarked;
