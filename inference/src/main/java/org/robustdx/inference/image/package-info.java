/**
 * Images, and the rules that all decoders share.
 *
 * <p>Start with {@link org.robustdx.inference.image.Raster}, an image of 8-bit samples. An {@link org.robustdx.inference.image.ImageDecoder} decodes one
 * format. Its {@link org.robustdx.inference.image.DecodeResult} is a raster, or the reason of refusal; a decoder never throws. It checks the sizes in
 * the header against {@link org.robustdx.inference.image.DecodeLimits} before it decodes pixels. {@link org.robustdx.inference.image.Resizer} then fits
 * the raster to the model's input. Training and serving use the same decoders and the same resizer.
 *
 * <p>Each format has its own package below this one. The package {@code formats} chooses the decoder by the content. Code outside of {@code image}
 * uses only this package and {@code formats}.
 */
@NullMarked
package org.robustdx.inference.image;

import org.jspecify.annotations.NullMarked;
