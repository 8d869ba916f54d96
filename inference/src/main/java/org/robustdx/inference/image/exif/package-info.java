/** The image file directory, which TIFF files and Exif data share, and the orientation that it declares. */
@NullMarked
package org.robustdx.inference.image.exif;

import org.jspecify.annotations.NullMarked;
