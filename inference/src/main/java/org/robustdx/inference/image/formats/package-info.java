/**
 * Chooses the decoder of an image by its content.
 *
 * <p>{@link org.robustdx.inference.image.formats.ImageDecoders} lists the formats. To add one, write an {@link
 * org.robustdx.inference.image.ImageDecoder} in a package of its own beside this one, and add it to the list.
 */
@NullMarked
package org.robustdx.inference.image.formats;

import org.jspecify.annotations.NullMarked;
