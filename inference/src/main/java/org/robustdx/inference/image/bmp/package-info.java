/** BMP files. Start at {@link org.robustdx.inference.image.bmp.BmpDecoder}. */
@NullMarked
package org.robustdx.inference.image.bmp;

import org.jspecify.annotations.NullMarked;
