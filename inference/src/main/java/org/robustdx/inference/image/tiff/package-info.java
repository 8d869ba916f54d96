/**
 * TIFF files (TIFF 6.0), first page.
 *
 * <p>Start at {@link org.robustdx.inference.image.tiff.TiffDecoder}: {@code TiffPixels} describes the pixels, {@code TiffSegments} the strips or
 * tiles, {@code TiffSamples} expands them, {@code TiffColours} makes the picture. The JDK's reader decodes facsimile data ({@code TiffFax}) and
 * JPEG data ({@code TiffJpeg}).
 */
@NullMarked
package org.robustdx.inference.image.tiff;

import org.jspecify.annotations.NullMarked;
