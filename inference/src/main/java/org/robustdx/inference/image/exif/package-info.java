/**
 * Orientation of images, as Exif and TIFF declare it.
 *
 * <p>{@link org.robustdx.inference.image.exif.TiffDirectory} reads an image file directory, the format that TIFF files and Exif data share.
 * {@link org.robustdx.inference.image.exif.Orientation} rotates and mirrors a raster by the declared orientation.
 */
@NullMarked
package org.robustdx.inference.image.exif;

import org.jspecify.annotations.NullMarked;
