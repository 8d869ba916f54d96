/**
 * Images, and the rules that all decoders share.
 *
 * <p>{@link org.robustdx.inference.image.Raster} is an image; {@link org.robustdx.inference.image.Resizer} resamples it in training and in serving
 * alike. An {@link org.robustdx.inference.image.ImageDecoder} turns bytes into a raster within {@link
 * org.robustdx.inference.image.DecodeLimits}, or refuses them with a reason. Each format has a package of its own below this one; {@code formats}
 * chooses among them. Code outside of {@code image} uses this package and {@code formats} only.
 */
@NullMarked
package org.robustdx.inference.image;

import org.jspecify.annotations.NullMarked;
