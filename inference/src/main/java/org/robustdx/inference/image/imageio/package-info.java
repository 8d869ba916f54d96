/**
 * Access to the JDK's image readers, for the formats that use one.
 *
 * <p>Start at {@link org.robustdx.inference.image.imageio.ImageIoDecoder}. A format that is decoded by a JDK reader implements {@link
 * org.robustdx.inference.image.imageio.ImageIoFormat}.
 */
@NullMarked
package org.robustdx.inference.image.imageio;

import org.jspecify.annotations.NullMarked;
