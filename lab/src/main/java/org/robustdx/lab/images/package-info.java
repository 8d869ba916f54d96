/** The images that the benchmarks work on: {@link org.robustdx.lab.images.EncodedImages}. */
@NullMarked
package org.robustdx.lab.images;

import org.jspecify.annotations.NullMarked;
