/** PNG files (ISO/IEC 15948). Start at {@link org.robustdx.inference.image.png.PngFormat}. */
@NullMarked
package org.robustdx.inference.image.png;

import org.jspecify.annotations.NullMarked;
