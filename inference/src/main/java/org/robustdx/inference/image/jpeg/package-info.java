/**
 * JPEG (ITU-T T.81): files, and streams inside TIFF and DICOM.
 *
 * <p>The JDK's reader turns coefficients into pixels. It fills in lost data without an error, so {@code JpegStream} and {@code JpegEntropy} first
 * check that all data are there. Start at {@link org.robustdx.inference.image.jpeg.JpegFormat} for files and at {@link
 * org.robustdx.inference.image.jpeg.EmbeddedJpeg} for streams in other files.
 */
@NullMarked
package org.robustdx.inference.image.jpeg;

import org.jspecify.annotations.NullMarked;
