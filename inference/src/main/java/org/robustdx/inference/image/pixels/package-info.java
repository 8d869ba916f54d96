/** From decoded samples to a raster, for all formats: bit depths, palettes, opacity. */
@NullMarked
package org.robustdx.inference.image.pixels;

import org.jspecify.annotations.NullMarked;
