/**
 * Conversions from decoded samples to a raster, for all formats.
 *
 * <p>{@link org.robustdx.inference.image.pixels.Depth} converts samples to 8 bits, {@link org.robustdx.inference.image.pixels.ColourTable} looks up
 * palettes, and {@link org.robustdx.inference.image.pixels.Canvas} collects pixels, composites them on black and detects images without content.
 */
@NullMarked
package org.robustdx.inference.image.pixels;

import org.jspecify.annotations.NullMarked;
