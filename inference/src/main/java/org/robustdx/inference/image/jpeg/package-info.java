/**
 * JPEG (ITU-T T.81): files, and streams inside TIFF and DICOM.
 *
 * <p>Start at {@link org.robustdx.inference.image.jpeg.JpegDecoder} for files, at {@link org.robustdx.inference.image.jpeg.JpegComponents} for frames of
 * DICOM, and at {@link org.robustdx.inference.image.jpeg.EmbeddedJpeg} for streams that another reader decodes. {@code JpegStream} finds the segments.
 * {@code JpegEntropy} decodes the coefficients and detects lost data, {@code JpegPlanes} makes samples of them. {@code JpegLossless} decodes lossless
 * streams.
 */
@NullMarked
package org.robustdx.inference.image.jpeg;

import org.jspecify.annotations.NullMarked;
